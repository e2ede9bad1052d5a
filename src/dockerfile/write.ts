/** Strings of any origin written into a Dockerfile so that they stay one argument of one instruction. */
import { parseDockerfile } from './parse.ts';

// Control characters, line separators and marks that turn text around could show a reader another file than
// the one that is built. https://trojansource.codes/
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unsafeOnce = new RegExp(unsafe.source, 'u');

/** A JSON array for the exec form, on one line and in visible characters. */
export function writeExecForm(words: readonly string[]): string {
  return `[${words.map(writeJsonString).join(', ')}]`;
}

/**
 * A path as COPY and VOLUME read it, in JSON form too: variables and quotes are expanded, and wildcards where it
 * is a source (`pattern`).
 */
export function writePath(path: string, reading: 'pattern' | 'literal'): string {
  const literal = reading === 'pattern' ? path.replace(/[[*?]/g, '[$&]') : path;
  return literal.replace(/[$'"]/g, '\\$&');
}

/** True when COPY can name the path: a backslash means different things to different builders. */
export function isCopyable(path: string): boolean {
  return path !== '' && !path.includes('\\');
}

/**
 * A value for ENV, LABEL, WORKDIR, USER ... quoted where it must be; undefined for one that a Dockerfile
 * cannot say: those arguments have no escape for line ends.
 */
export function writeValue(value: string): string | undefined {
  if (unsafeOnce.test(value)) return undefined;
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `"${value.replace(/[\\"$]/g, '\\$&')}"`;
}

/** A comment line; what could end or bend it becomes a blank. */
export function writeComment(text: string): string {
  return `# ${text.replace(unsafe, ' ').trim()}`;
}

/** Characters of one instruction; more was made to take time. */
const mostCharacters = 256 * 1024;

/** The text as an instruction on its own, or undefined when a builder would read it as less or more than one. */
export function asOneInstruction(text: string): string | undefined {
  if (text.length > mostCharacters) return undefined;
  if (unsafeOnce.test(text.replaceAll('\t', ' '))) return undefined;
  // What follows tells whether the text swallows it: a continuation, a heredoc without its body.
  const parsed = parseDockerfile(`FROM scratch\n${text}\nUSER sentinel\n`);
  const [, own, next] = parsed.instructions;
  const alone =
    parsed.problems.length === 0 &&
    parsed.instructions.length === 3 &&
    own?.line === own?.endLine &&
    next?.argument === 'sentinel';
  return alone ? text : undefined;
}

function writeJsonString(value: string): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    // A code point beyond the first plane is two escapes in JSON.
    Array.from({ length: character.length }, (_, index) => jsonEscape(character.charCodeAt(index))).join(''),
  );
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
