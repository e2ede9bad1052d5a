/** Physical lines joined into logical ones, with the way back from each character to its place in the text. */
import type { Comment, Range, Segment } from './syntax.ts';

export interface PhysicalLine {
  readonly start: number;
  /** Before the line's end, `\r\n` or `\n`. */
  readonly end: number;
}

/** Splits at `\n`; a `\r` before it belongs to the line's end. */
export function splitLines(text: string, start: number): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 ? text.length : newline;
    const end = stop > at && text[stop - 1] === '\r' ? stop - 1 : stop;
    lines.push({ start: at, end });
    at = stop + 1;
  }
  return lines;
}

/** An instruction's text without continuations and the comments between them. */
export interface LogicalLine {
  readonly text: string;
  /** By ascending `at`, the first at 0. */
  readonly segments: readonly Segment[];
}

/** The segments of the logical stretch from `start` to `end`, counted from its start. */
export function segmentsOf(line: LogicalLine, start: number, end: number): readonly Segment[] {
  const inside = line.segments.filter(({ at }) => at > start && at < end);
  return [
    { at: 0, offset: offsetAt(line.segments, start) },
    ...inside.map(({ at, offset }) => ({ at: at - start, offset })),
  ];
}

/** Where the logical stretch from `start` to `end` stands in the physical text. */
export function rangeOf({ segments }: LogicalLine, start: number, end: number): Range {
  const from = offsetAt(segments, start);
  return { start: from, end: end > start ? offsetAt(segments, end - 1) + 1 : from };
}

/** Where the character at `index` of a text with these segments stands in the file. */
export function offsetAt(segments: readonly Segment[], index: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  return segment === undefined ? 0 : segment.offset + index - segment.at;
}

export interface JoinedLine {
  readonly logical: LogicalLine;
  /** Comments that stood between continued lines. */
  readonly comments: readonly Comment[];
  /** Lines without text between continued lines. */
  readonly emptyLines: readonly Range[];
  /** Index of the line that follows. */
  readonly next: number;
  /** Index of the last line with a part of the text. */
  readonly last: number;
}

const blank = /^[ \t\v\f]*$/;

/** A comment when the line is one, leading blanks allowed. */
export function commentOf(text: string, line: PhysicalLine, index: number): Comment | undefined {
  const raw = text.slice(line.start, line.end);
  const trimmed = raw.trimStart();
  if (!trimmed.startsWith('#')) return undefined;
  const start = line.start + raw.length - trimmed.length;
  return { text: trimmed.slice(1).trim(), range: { start, end: line.end }, line: index + 1 };
}

/**
 * Joins the line at `index` with those it continues on. As BuildKit does, an escape character before the line's
 * end continues unless it is escaped itself, and comments and empty lines in between do not end the instruction.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go
 */
export function joinLines(
  text: string,
  lines: readonly PhysicalLine[],
  index: number,
  escaper: string,
): JoinedLine {
  const parts: string[] = [];
  const segments: Segment[] = [];
  const comments: Comment[] = [];
  const emptyLines: Range[] = [];
  let length = 0;
  let last = index;
  let at = index;
  for (; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) break;
    const comment = at > index ? commentOf(text, line, at) : undefined;
    if (comment !== undefined) {
      comments.push(comment);
      continue;
    }
    const raw = text.slice(line.start, line.end);
    if (at > index && blank.test(raw)) {
      emptyLines.push({ start: line.start, end: line.end });
      continue;
    }
    const skipped = at === index ? raw.length - raw.trimStart().length : 0;
    const body = withoutContinuation(raw, escaper);
    const part = (body ?? raw).slice(skipped);
    segments.push({ at: length, offset: line.start + skipped });
    parts.push(part);
    length += part.length;
    last = at;
    if (body === undefined) break;
  }
  return {
    logical: { text: parts.join(''), segments },
    comments,
    emptyLines,
    next: Math.max(at, last) + 1,
    last,
  };
}

/** The line without its continuation, or undefined when it does not continue. */
function withoutContinuation(raw: string, escaper: string): string | undefined {
  let end = raw.length;
  while (end > 0 && (raw[end - 1] === ' ' || raw[end - 1] === '\t')) end--;
  if (end === 0 || raw[end - 1] !== escaper) return undefined;
  return end > 1 && raw[end - 2] === escaper ? undefined : raw.slice(0, end - 1);
}
