/** Text that came out of an image made safe for a terminal, and fitted to its columns. */
import { unicodeWidth } from './unicode-width.cjs';

/**
 * Escapes everything that could steer a terminal or mislead a reader, as `\u{XX}`: control characters (Cc), line and
 * paragraph separators, and format characters (Cf), the bidirectional overrides of https://trojansource.codes among them.
 */
export function escapeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}}`,
  );
}

/** ASCII, Latin letters, and the dots and arrows of the reports themselves: one column each. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193]*$/;

/** Columns that a text takes; for what is not narrow, a library that takes time to load its tables knows. */
export function stringWidth(text: string): number {
  return narrow.test(text) ? text.length : unicodeWidth(text);
}

/** Marks that take no column are counted too: a line holds at most so many characters for each of its columns. */
const charactersPerColumn = 4;

/** The start of an escaped text that fits; looks no further than that. */
function firstColumns(text: string, columns: number): string {
  if (text.length <= columns && stringWidth(text) <= columns) return text;
  let used = 0;
  let characters = 0;
  let end = 0;
  for (const character of text) {
    used += stringWidth(character);
    characters += 1;
    if (used > columns || characters > columns * charactersPerColumn) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Cuts an escaped text to `columns`, the last one an ellipsis when something was cut. */
export function truncate(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (firstColumns(text, columns).length === text.length) return text;
  return `${firstColumns(text, columns - 1)}…`;
}

/** Cuts an escaped text to its last `columns`, the first one an ellipsis: the end of a path tells more. */
export function truncateStart(text: string, columns: number): string {
  if (firstColumns(text, columns).length === text.length) return text;
  const characters = [...text.slice(-columns * charactersPerColumn)].slice(1 - columns);
  while (stringWidth(characters.join('')) > columns - 1) characters.shift();
  return `…${characters.join('')}`;
}

/** Pads to `columns` on the right. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** Pads to `columns` on the left. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - stringWidth(text))) + text;
}

/** What a CI runner takes for a command of its own where a line starts with it. */
const runnerCommand = /^(?:::|##\[)/;

/**
 * Breaks an escaped text into lines of at most `columns` at spaces; a longer word is cut hard. No line starts as a
 * command to a CI runner does.
 */
export function wrap(text: string, columns: number): string[] {
  if (!/::|##\[/.test(text)) return breakLines(text, columns);
  return breakLines(text, columns - 1).map((line) => (runnerCommand.test(line) ? `\\${line}` : line));
}

function breakLines(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line);
      line = '';
    }
    for (let head = firstColumns(word, columns); head.length < word.length; ) {
      if (head === '') head = String.fromCodePoint(word.codePointAt(0) ?? 0);
      lines.push(head);
      word = word.slice(head.length);
      head = firstColumns(word, columns);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Bytes as people read them, decimal units: `1.3 GB`, `535 MB`, `0 B`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(value) >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

/** A share as people read it: `98 %`, `<1 %`, `0 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent < 1) return '<1 %';
  return `${percent > 99 && percent < 100 ? '>99' : percent.toFixed(0)} %`;
}

/** A bar of eighths, `columns` wide at `share` 1; anything above nothing shows at least an eighth. */
export function bar(share: number, columns: number): string {
  const eighths = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * columns * 8));
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}
