/** Alpine versions in apk-tools' order. https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/src/version.c */
import { compareDigits, compareText } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

/** What a token is; where two versions part in kind, the earlier kind is the greater version. */
const kinds = ['first', 'number', 'letter', 'suffix', 'suffixNumber', 'hash', 'revision', 'end'] as const;
type Kind = (typeof kinds)[number];

interface Token {
  readonly kind: Kind;
  readonly value: string;
}

export type ApkVersion = readonly Token[];

const preReleaseSuffixes = ['alpha', 'beta', 'pre', 'rc'];
const suffixes = [...preReleaseSuffixes, 'cvs', 'svn', 'git', 'hg', 'p'];

/** digits{.digits}...{letter}{_suffix{digits}}...{~hash}{-rdigits} */
const shape =
  /^(?<first>[0-9]+)(?<numbers>(?:\.[0-9]+)*)(?<letter>[a-z]?)(?<suffixes>(?:_[a-z]+[0-9]*)*)(?:~(?<hash>[0-9a-f]+))?(?:-r(?<revision>[0-9]+))?$/;

function parse(text: string): ApkVersion | undefined {
  const groups = shape.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { first = '', numbers = '', letter, suffixes: tail = '', hash, revision } = groups;
  const tokens: Token[] = [{ kind: 'first', value: first }];
  for (const value of numbers.split('.').slice(1)) tokens.push({ kind: 'number', value });
  if (letter) tokens.push({ kind: 'letter', value: letter });
  for (const part of tail.split('_').slice(1)) {
    const name = part.replace(/[0-9]+$/, '');
    if (!suffixes.includes(name)) return undefined;
    tokens.push({ kind: 'suffix', value: name });
    if (part.length > name.length) tokens.push({ kind: 'suffixNumber', value: part.slice(name.length) });
  }
  if (hash !== undefined) tokens.push({ kind: 'hash', value: hash });
  if (revision !== undefined) tokens.push({ kind: 'revision', value: revision });
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}

function compare(a: ApkVersion, b: ApkVersion): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) break;
    if (left.kind !== right.kind) return compareKinds(left, right);
    const difference = compareValues(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareKinds(left: Token, right: Token): number {
  if (isPreRelease(left)) return -1;
  if (isPreRelease(right)) return 1;
  return kinds.indexOf(right.kind) - kinds.indexOf(left.kind);
}

function isPreRelease(token: Token): boolean {
  return token.kind === 'suffix' && preReleaseSuffixes.includes(token.value);
}

function compareValues(left: Token, right: Token): number {
  if (left.kind === 'suffix') return suffixes.indexOf(left.value) - suffixes.indexOf(right.value);
  // A number with a leading zero is a fraction, as in 1.05 < 1.1.
  const asText = left.kind === 'number' && (left.value.startsWith('0') || right.value.startsWith('0'));
  if (asText || left.kind === 'letter' || left.kind === 'hash') return compareText(left.value, right.value);
  return compareDigits(left.value, right.value);
}

export const apk: VersionScheme<ApkVersion> = {
  id: 'apk',
  spec: 'https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/src/version.c',
  parse,
  compare,
};
