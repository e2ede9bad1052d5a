/** WWW-Authenticate: one or several challenges, each a scheme and its parameters. https://www.rfc-editor.org/rfc/rfc9110#field.www-authenticate */

export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const blank = /[ \t]*/y;
const commas = /[ \t,]*/y;
const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const maxHeaderLength = 16_384;

/**
 * Parses the header's fields in order. What cannot be parsed ends the list: challenges before it stand.
 * A header longer than 16 KiB counts as none.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  if (header.length > maxHeaderLength) return [];
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match !== null) position += match[0].length;
    return match;
  };
  while (position < header.length) {
    take(commas);
    const start = position;
    const name = take(token);
    if (name === null) break;
    take(blank);
    if (header[position] === '=') {
      position += 1;
      take(blank);
      const value =
        header[position] === '"' ? take(quoted)?.[1]?.replace(/\\([\s\S])/g, '$1') : take(token)?.[0];
      const current = challenges.at(-1);
      if (value === undefined || current === undefined) break;
      current.parameters.set(name[0].toLowerCase(), value);
      continue;
    }
    // A scheme is followed by a blank, a comma or the end.
    if (position === start + name[0].length && position < header.length && header[position] !== ',') break;
    challenges.push({ scheme: name[0].toLowerCase(), parameters: new Map() });
    take(token68);
  }
  return challenges;
}
