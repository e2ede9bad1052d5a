/** Arguments split into words the way the builder does: at blanks, quotes and escapes respected. */

/** A word and its place in the text that was split. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\v' || character === '\f' || character === '\r';

/** Splits at blanks outside of quotes; quotes and escapes stay in the words. An open quote runs to the end. */
export function splitWords(
  text: string,
  escaper: string,
  from = 0,
  limit = Number.POSITIVE_INFINITY,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  while (at < text.length && pieces.length < limit) {
    while (at < text.length && isBlank(text[at])) at++;
    if (at >= text.length) break;
    const start = at;
    let quote = '';
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === escaper && quote !== "'") at++;
      else if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (isBlank(character)) break;
    }
    at = Math.min(at, text.length);
    pieces.push({ text: text.slice(start, at), start, end: at });
  }
  return pieces;
}

/** Takes quotes and escapes off a word; variables stay as they are. */
export function unquote(word: string, escaper = '\\'): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at] ?? '';
    if (character === escaper && quote !== "'" && at + 1 < word.length) {
      const next = word[at + 1] ?? '';
      // Inside double quotes the escape character only escapes these; elsewhere, anything.
      if (quote === '"' && next !== '"' && next !== '$' && next !== escaper) out += character;
      else {
        out += next;
        at++;
      }
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else out += character;
    } else if (character === '"' || character === "'") quote = character;
    else out += character;
  }
  return out;
}
