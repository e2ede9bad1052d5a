/** Where the strings of the exec form stand in the file, escapes included. https://www.rfc-editor.org/rfc/rfc8259#section-7 */
import { offsetAt } from './lines.ts';
import type { Range, Segment } from './syntax.ts';

export interface JsonString {
  /** Quotes excluded. */
  readonly range: Range;
  /** Of the decoded string: where each stretch without escapes stands; the last one at or before its end. */
  readonly segments: readonly Segment[];
}

/** The strings of an argument that is a JSON array of strings, in order. */
export function jsonStrings(argument: string, segments: readonly Segment[]): readonly JsonString[] {
  const strings: JsonString[] = [];
  for (let at = argument.indexOf('"'); at >= 0; at = argument.indexOf('"', at + 1)) {
    const start = at + 1;
    const pieces: Segment[] = [];
    let decoded = 0;
    for (at = start; at < argument.length && argument[at] !== '"'; decoded++) {
      const offset = offsetAt(segments, at);
      const last = pieces.at(-1);
      // A piece goes on for as long as both sides advance by one.
      if (last === undefined || offset - last.offset !== decoded - last.at) {
        pieces.push({ at: decoded, offset });
      }
      at += argument[at] !== '\\' ? 1 : argument[at + 1] === 'u' ? 6 : 2;
    }
    const range = {
      start: offsetAt(segments, start),
      end: at > start ? offsetAt(segments, at - 1) + 1 : offsetAt(segments, start),
    };
    pieces.push({ at: decoded, offset: range.end });
    strings.push({ range, segments: pieces });
  }
  return strings;
}
