/** Offsets into a text and the positions of the language server protocol: lines from 0, UTF-16 units. https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position */
import type { Position, Range } from 'vscode-languageserver/node';
import type { Range as Stretch } from '../dockerfile/syntax.ts';

export interface Places {
  position(offset: number): Position;
  range(stretch: Stretch): Range;
  /** The nearest offset that the text has. */
  offset(position: Position): number;
}

export function createPlaces(text: string): Places {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
  return {
    position,
    range: ({ start, end }) => ({ start: position(start), end: position(end) }),
    offset({ line, character }) {
      const start = starts[Math.max(0, line)];
      if (start === undefined) return text.length;
      const end = starts[line + 1] ?? text.length + 1;
      return Math.min(start + Math.max(0, character), end - 1);
    },
  };
}
