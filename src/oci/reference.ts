/** Image references with Docker's defaults filled in. https://github.com/distribution/reference/blob/main/regexp.go */
import { ImgscanError } from '../errors.ts';
import type { Digest, Reference } from '../model/image.ts';
import { isDigest } from './digest.ts';

const defaultRegistry = 'docker.io';
const maxRepositoryLength = 255;
const maxTagLength = 128;

/**
 * Parses what a user writes for an image: `nginx`, `localhost:5000/app:1`, `ghcr.io/a/b@sha256:...`.
 * Throws REFERENCE_INVALID, whose message shows the text with a caret under the offending character.
 */
export function parseReference(text: string): Reference {
  const input: Input = { text };
  if (text === '') throw invalid(input, 0, 'it is empty', 'write an image name, for example nginx:latest');
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text);
  if (scheme !== null) {
    throw invalid(input, scheme[0].length - 3, 'a reference has no scheme', `leave out ${scheme[0]}`);
  }
  const at = text.indexOf('@');
  const nameEnd = at === -1 ? text.length : at;
  const digest = at === -1 ? undefined : parseReferenceDigest(input, at + 1);

  const slash = text.lastIndexOf('/', nameEnd - 1);
  const colon = text.indexOf(':', slash + 1);
  const tagStart = colon === -1 || colon >= nameEnd ? undefined : colon + 1;
  const pathEnd = tagStart === undefined ? nameEnd : tagStart - 1;

  const registryEnd = findRegistryEnd(text, pathEnd);
  const pathStart = registryEnd === undefined ? 0 : registryEnd + 1;
  if (registryEnd !== undefined) checkRegistry(input, registryEnd);
  checkRepository(input, pathStart, pathEnd);
  if (tagStart !== undefined) checkTag(input, tagStart, nameEnd);

  const registry =
    registryEnd === undefined ? defaultRegistry : canonicalRegistry(text.slice(0, registryEnd));
  const path = text.slice(pathStart, pathEnd);
  if (
    registryEnd === undefined &&
    tagStart === undefined &&
    digest === undefined &&
    /^[0-9a-f]{64}$/.test(path)
  ) {
    throw invalid(input, 0, 'a bare image id is no reference', `write a repository: name@sha256:${path}`);
  }
  const repository = registry === defaultRegistry && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > maxRepositoryLength) {
    const position = pathStart + maxRepositoryLength - (repository.length - path.length);
    throw invalid(
      input,
      position,
      `a repository name has at most ${maxRepositoryLength} characters, this one has ${repository.length}`,
    );
  }
  const tagImplied = tagStart === undefined && digest === undefined;
  const tag = tagStart !== undefined ? text.slice(tagStart, nameEnd) : tagImplied ? 'latest' : undefined;
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    tagImplied,
  };
}

/** The reference in full: `docker.io/library/nginx:latest`, with `@digest` where there is one. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

interface Input {
  readonly text: string;
}

/** The first component is a registry when it could not be a Docker Hub user: a dot, a colon, capitals, `localhost`. */
function findRegistryEnd(text: string, pathEnd: number): number | undefined {
  const slash = text.indexOf('/');
  if (slash === -1 || slash >= pathEnd) return undefined;
  const first = text.slice(0, slash);
  const isHost = /[.:[\]]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return isHost ? slash : undefined;
}

function canonicalRegistry(host: string): string {
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? defaultRegistry : host;
}

function checkRegistry(input: Input, end: number): void {
  const { text } = input;
  const hint = 'a registry is a host name or address with an optional port, for example localhost:5000';
  let hostEnd: number;
  if (text[0] === '[') {
    const close = text.indexOf(']');
    if (close === -1 || close > end)
      throw invalid(input, 0, 'the bracket of the IPv6 address is not closed', hint);
    const bad = findBad(text, 1, close, /[0-9a-fA-F:.]/);
    if (bad !== undefined)
      throw invalid(input, bad, `${quote(text, bad)} is not allowed in an IPv6 address`, hint);
    hostEnd = close + 1;
  } else {
    const colon = text.indexOf(':');
    hostEnd = colon === -1 || colon > end ? end : colon;
    checkHostName(input, hostEnd, hint);
  }
  if (hostEnd === end) return;
  if (text[hostEnd] !== ':') throw invalid(input, hostEnd, 'expected : and a port, or /', hint);
  const bad = findBad(text, hostEnd + 1, end, /[0-9]/);
  if (bad !== undefined) throw invalid(input, bad, `${quote(text, bad)} is not allowed in a port`, hint);
  const port = text.slice(hostEnd + 1, end);
  if (port === '' || port.length > 5 || Number(port) < 1 || Number(port) > 65535) {
    throw invalid(input, hostEnd + 1, 'a port is a number from 1 to 65535', hint);
  }
}

function checkHostName(input: Input, end: number, hint: string): void {
  const { text } = input;
  const bad = findBad(text, 0, end, /[a-zA-Z0-9.-]/);
  if (bad !== undefined) throw invalid(input, bad, `${quote(text, bad)} is not allowed in a host name`, hint);
  let start = 0;
  for (const label of text.slice(0, end).split('.')) {
    if (label === '') throw invalid(input, start, 'a part of the host name is empty', hint);
    if (label.startsWith('-')) throw invalid(input, start, 'a part of a host name cannot start with -', hint);
    if (label.endsWith('-')) {
      throw invalid(input, start + label.length - 1, 'a part of a host name cannot end with -', hint);
    }
    start += label.length + 1;
  }
}

function checkRepository(input: Input, start: number, end: number): void {
  const { text } = input;
  if (start >= end)
    throw invalid(input, start, 'the repository name is missing', 'write a name, for example nginx');
  const bad = findBad(text, start, end, /[a-z0-9._/-]/);
  if (bad !== undefined) {
    if (/[A-Z]/.test(text.charAt(bad))) {
      const lower = text.slice(0, start) + text.slice(start, end).toLowerCase() + text.slice(end);
      throw invalid(input, bad, 'a repository name is in lower case', `did you mean ${printable(lower)}?`);
    }
    throw invalid(
      input,
      bad,
      `${quote(text, bad)} is not allowed in a repository name`,
      'use lower-case letters, digits, and . _ - / between them',
    );
  }
  let position = start;
  for (const component of text.slice(start, end).split('/')) {
    checkComponent(input, position, component);
    position += component.length + 1;
  }
}

/** Letters and digits, with one of `.`, `_`, `__` or any number of `-` between them. */
function checkComponent(input: Input, start: number, component: string): void {
  const hint = 'use lower-case letters, digits, and one of . _ __ - between them';
  if (component === '') throw invalid(input, start, 'a part of the repository name is empty', hint);
  for (const match of component.matchAll(/[._-]+/g)) {
    const position = start + match.index;
    if (match.index === 0 || match.index + match[0].length === component.length) {
      throw invalid(
        input,
        position,
        'a part of a repository name starts and ends with a letter or digit',
        hint,
      );
    }
    if (!/^(?:\.|__?|-+)$/.test(match[0])) {
      throw invalid(
        input,
        position,
        `${JSON.stringify(match[0])} is no separator of a repository name`,
        hint,
      );
    }
  }
}

function checkTag(input: Input, start: number, end: number): void {
  const { text } = input;
  const hint = `a tag has letters, digits, _ . -, at most ${maxTagLength}, and does not start with . or -`;
  if (start === end) throw invalid(input, start, 'the tag is missing after :', hint);
  const bad = findBad(text, start, end, /[\w.-]/);
  if (bad !== undefined) throw invalid(input, bad, `${quote(text, bad)} is not allowed in a tag`, hint);
  if (!/\w/.test(text.charAt(start))) {
    throw invalid(input, start, `a tag cannot start with ${quote(text, start)}`, hint);
  }
  if (end - start > maxTagLength) {
    throw invalid(
      input,
      start + maxTagLength,
      `a tag has at most ${maxTagLength} characters, this one has ${end - start}`,
      hint,
    );
  }
}

function parseReferenceDigest(input: Input, start: number): Digest {
  const found = input.text.slice(start);
  if (isDigest(found)) return found;
  const hint = 'a digest is sha256: and 64 hex digits, or sha512: and 128';
  const algorithm = /^(sha256|sha512):/.exec(found);
  if (algorithm === null) throw invalid(input, start, 'expected sha256: or sha512: after @', hint);
  const hexStart = start + algorithm[0].length;
  const bad = findBad(input.text, hexStart, input.text.length, /[0-9a-f]/);
  if (bad !== undefined) {
    throw invalid(input, bad, `${quote(input.text, bad)} is not a lower-case hex digit`, hint);
  }
  const expected = algorithm[1] === 'sha256' ? 64 : 128;
  const length = input.text.length - hexStart;
  const position = Math.min(hexStart + expected, input.text.length);
  throw invalid(input, position, `the digest has ${length} hex digits, expected ${expected}`, hint);
}

function findBad(text: string, start: number, end: number, allowed: RegExp): number | undefined {
  for (let index = start; index < end; index++) {
    if (!allowed.test(text.charAt(index))) return index;
  }
  return undefined;
}

function quote(text: string, position: number): string {
  return JSON.stringify(printable(String.fromCodePoint(text.codePointAt(position) ?? 0xfffd)));
}

/** One character for one character, so that the caret stays under what it points at. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (character) => (character === ' ' ? ' ' : '\u{fffd}'));
}

const contextLength = 60;

function invalid(input: Input, position: number, reason: string, hint?: string): ImgscanError {
  const start = Math.max(0, position - contextLength);
  const end = Math.min(input.text.length, position + contextLength);
  const lead = start > 0 ? '...' : '';
  const shown = lead + printable(input.text.slice(start, end)) + (end < input.text.length ? '...' : '');
  const caret = `${' '.repeat(lead.length + position - start)}^`;
  return new ImgscanError(
    'REFERENCE_INVALID',
    `invalid reference: ${reason} (character ${position + 1})\n  ${shown}\n  ${caret}`,
    hint === undefined ? {} : { hint },
  );
}
