/** From offsets into a text to lines and columns as people and editors count them. */

/** 1-based; columns count Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Positions {
  at(offset: number): Position;
  /** The line's text without its end; 1-based. */
  lineText(line: number): string;
}

export function createPositions(text: string): Positions {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  // Offsets are mostly asked for in order: counting goes on from the last one in a long line.
  let last = { start: 0, offset: 0, column: 1 };
  return {
    at(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const start = starts[low] ?? 0;
      const from = last.start === start && last.offset <= offset ? last : { start, offset: start, column: 1 };
      last = { start, offset, column: from.column + codePoints(text, from.offset, offset) };
      return { line: low + 1, column: last.column };
    },
    lineText(line) {
      const start = starts[line - 1] ?? text.length;
      return text.slice(start, (starts[line] ?? text.length + 1) - 1).replace(/\r$/, '');
    },
  };
}

function codePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    // The second half of a pair is no code point of its own.
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}
