/** Heredocs of RUN, COPY and ADD. https://docs.docker.com/reference/dockerfile/#here-documents */
import type { PhysicalLine } from './lines.ts';
import type { Heredoc, Word } from './syntax.ts';
import { unquote } from './words.ts';

const marker = /^\d*<<(-?)([^<]+)$/;

export interface HeredocBodies {
  readonly heredocs: readonly Heredoc[];
  /** Index of the line after the last terminator. */
  readonly next: number;
  /** Name of the one that has no terminator. */
  readonly unterminated?: string;
}

/** Reads the bodies that the words announce, in order, from the lines that follow the instruction. */
export function readHeredocs(
  words: readonly Word[],
  text: string,
  lines: readonly PhysicalLine[],
  first: number,
  escaper: string,
): HeredocBodies {
  const heredocs: Heredoc[] = [];
  let next = first;
  for (const word of words) {
    const match = marker.exec(word.text);
    if (match === null) continue;
    const written = match[2] ?? '';
    const name = unquote(written, escaper);
    if (name === '') continue;
    const stripTabs = match[1] === '-';
    const start = lines[next]?.start ?? text.length;
    let at = next;
    while (at < lines.length && lineText(text, lines[at], stripTabs) !== name) at++;
    const end = lines[at]?.start ?? text.length;
    heredocs.push({
      name,
      expand: written === name,
      stripTabs,
      body: text.slice(start, end),
      range: { start, end },
    });
    if (at >= lines.length) return { heredocs, next: at, unterminated: name };
    next = at + 1;
  }
  return { heredocs, next };
}

function lineText(text: string, line: PhysicalLine | undefined, stripTabs: boolean): string {
  if (line === undefined) return '';
  const raw = text.slice(line.start, line.end);
  return stripTabs ? raw.replace(/^\t+/, '') : raw;
}
