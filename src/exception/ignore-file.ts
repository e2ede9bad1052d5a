/** The ignore file: a line a finding that is accepted, `CVE-2024-1 package=libxml2* until=2027-01-31 # no XML is read`. */
import { ImgscanError } from '../errors.ts';

/** One accepted finding; every condition that is given has to hold. */
export interface IgnoreEntry {
  /** Id of an advisory or rule, or any other name of it; `*` is any text. */
  readonly id: string;
  /** Package name or purl, with wildcards. */
  readonly package?: string;
  /** Path in the image without leading slash, or the Dockerfile, with wildcards. */
  readonly path?: string;
  readonly reason?: string;
  /** ISO date of the last day on which it holds. */
  readonly until?: string;
  /** `.imgscanignore:3` */
  readonly origin: string;
}

const keys = ['package', 'path', 'until'] as const;
type Key = (typeof keys)[number];

/** `name` is the file's, as the user wrote it. A line that cannot be read is a USAGE error: it would ignore nothing, or too much. */
export function parseIgnoreFile(text: string, name: string): readonly IgnoreEntry[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((line, index) => parseLine(line, `${name}:${index + 1}`));
}

function parseLine(line: string, origin: string): IgnoreEntry[] {
  // A comment begins at a `#` after white space: fragments of purls have none before theirs.
  const comment = /(?:^|\s)#/.exec(line);
  const reason = comment === null ? '' : line.slice(comment.index + comment[0].length).trim();
  const words = splitWords(comment === null ? line : line.slice(0, comment.index), origin);
  const [id, ...conditions] = words;
  if (id === undefined) return [];
  const fields = new Map(conditions.map((word) => readCondition(word, origin)));
  const entry = { ...Object.fromEntries(fields), id, origin, ...(reason === '' ? {} : { reason }) };
  if (/^[*?]+$/.test(id) && !fields.has('package') && !fields.has('path')) {
    throw broken(
      origin,
      `${JSON.stringify(id)} alone would ignore everything, expected package= or path= too`,
    );
  }
  return [entry];
}

/** Words between white space; quotes keep white space together: `path="my app/*"`. */
function splitWords(text: string, origin: string): readonly string[] {
  if ((text.split('"').length - 1) % 2 !== 0) throw broken(origin, 'a quote is not closed');
  const words = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

function readCondition(word: string, origin: string): readonly [Key, string] {
  const at = word.indexOf('=');
  const key = keys.find((known) => known === word.slice(0, Math.max(0, at)));
  const value = word.slice(at + 1);
  if (key === undefined || value === '') {
    throw broken(
      origin,
      `${JSON.stringify(word)} is no condition, expected ${keys.map((known) => `${known}=…`).join(', ')}, or # before a reason`,
    );
  }
  if (key === 'until' && !isDate(value)) {
    throw broken(origin, `until=${JSON.stringify(value)} is no date, expected one such as 2027-01-31`);
  }
  return [key, key === 'path' ? value.replace(/^\/+/, '') : value];
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function broken(origin: string, problem: string): ImgscanError {
  return new ImgscanError('USAGE', `${origin}: ${problem}`);
}
