/** The edits that fixes are made of. */
import type { Dockerfile, DockerfileInstruction, Range } from '../../dockerfile/syntax.ts';
import type { Edit, Fix } from '../rule.ts';
import type { Step } from '../steps.ts';

export function insertAt(at: number, text: string): Edit {
  return { range: { start: at, end: at }, text };
}

export function replace(range: Range, text: string): Edit {
  return { range, text };
}

/** Takes a word out of a line together with the blanks before it. */
export function removeWord({ text }: Dockerfile, { start, end }: Range): Edit {
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  return { range: { start: from, end }, text: '' };
}

/** Takes an instruction out with all of its lines. */
export function removeLines({ text }: Dockerfile, { range }: DockerfileInstruction): Edit {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const newline = text.indexOf('\n', range.end);
  return { range: { start, end: newline < 0 ? text.length : newline + 1 }, text: '' };
}

/** Puts an instruction on a line of its own before another one, at the same indent and with the file's line ends. */
export function insertBefore(dockerfile: Dockerfile, { range }: DockerfileInstruction, line: string): Edit {
  const { text } = dockerfile;
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  return insertAt(range.start, `${line}${lineEnd(dockerfile)}${indent}`);
}

/** `\r\n` where the file's first line ends so. */
export function lineEnd({ text }: Dockerfile): string {
  return text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
}

/** `text` in the case of what stands at `range`: upper case unless that is lower. */
export function inCaseOf(dockerfile: Dockerfile, range: Range, text: string): string {
  const written = dockerfile.text.slice(range.start, range.end);
  return written === written.toLowerCase() ? text.toLowerCase() : text.toUpperCase();
}

/** The fix as a problem's field, where it may change the command line; in the exec form every word is a JSON string. */
export function fixIn({ script }: Step, fix: Fix): { readonly fix?: Fix } {
  return script?.dialect === 'exec' ? {} : { fix };
}
