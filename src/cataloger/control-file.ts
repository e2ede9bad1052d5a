/** Paragraphs of `Field: value` lines: Debian control files, Python metadata. https://www.debian.org/doc/debian-policy/ch-controlfields.html */

/** One paragraph: fields by lower-case name, continuation lines joined with `\n`; of a repeated field all values. */
export interface Paragraph {
  /** 1-based line where it starts. */
  readonly line: number;
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** What was left out and why, when it broke a limit. */
  readonly problem?: string;
}

const maxFieldBytes = 256 * 1024;
const maxFields = 1_000;

/**
 * Reads paragraphs one by one; a paragraph without any wanted field
 * is told too. Only `wanted` fields
 * (lower case) are kept. With `headerOnly` reading ends at the first empty line, as a message's header does.
 */
export function* readParagraphs(
  bytes: Uint8Array,
  wanted: ReadonlySet<string>,
  options: { readonly headerOnly?: boolean } = {},
): Generator<Paragraph> {
  const text = new TextDecoder('utf-8').decode(bytes);
  let start = 0;
  let lineNumber = 0;
  let open = openParagraph();
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
    lineNumber++;
    if (line.trim() === '') {
      if (open.fields.size > 0) {
        yield closeParagraph(open);
        if (options.headerOnly) return;
        open = openParagraph();
      }
      open.current = undefined;
    } else {
      if (open.line === 0) open.line = lineNumber;
      addLine(open, line, wanted);
    }
  }
  if (open.fields.size > 0) yield closeParagraph(open);
}

/** The first value of a field, trimmed; undefined when absent or empty. */
export function fieldOf(paragraph: Paragraph, name: string): string | undefined {
  const value = paragraph.fields.get(name)?.[0]?.trim();
  return value === '' ? undefined : value;
}

interface OpenParagraph {
  line: number;
  /** Lines of each value, by field. */
  readonly fields: Map<string, string[][]>;
  current: string[] | undefined;
  currentBytes: number;
  problem: string | undefined;
}

function openParagraph(): OpenParagraph {
  return { line: 0, fields: new Map(), current: undefined, currentBytes: 0, problem: undefined };
}

function addLine(open: OpenParagraph, line: string, wanted: ReadonlySet<string>): void {
  if (line[0] === ' ' || line[0] === '\t') {
    if (open.current === undefined) return;
    open.currentBytes += line.length;
    if (open.currentBytes > maxFieldBytes) open.problem = `a field is longer than ${maxFieldBytes} bytes`;
    else open.current.push(line.slice(1));
    return;
  }
  open.current = undefined;
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.min(Math.max(colon, 0), 64)).toLowerCase();
  if (!wanted.has(name)) {
    // A paragraph of other lines is still one: who reads it has to say that its fields are missing.
    if (open.fields.size === 0) open.fields.set('', []);
    return;
  }
  if (line.length > maxFieldBytes || open.fields.size > maxFields) {
    open.problem = `a field is longer than ${maxFieldBytes} bytes`;
    return;
  }
  const values = open.fields.get(name) ?? [];
  if (values.length >= maxFields) return;
  open.current = [line.slice(colon + 1).trim()];
  open.currentBytes = line.length;
  values.push(open.current);
  open.fields.set(name, values);
}

function closeParagraph(open: OpenParagraph): Paragraph {
  const fields = new Map(
    [...open.fields].map(([name, values]) => [name, values.map((lines) => lines.join('\n'))]),
  );
  return { line: open.line, fields, ...(open.problem === undefined ? {} : { problem: open.problem }) };
}
