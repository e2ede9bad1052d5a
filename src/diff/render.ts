/** A comparison as a page to read: `+` came, `-` went, `~` changed. */
import { createStyle, type Style } from '../report/style.ts';
import { escapeText, formatBytes, padEnd, padStart, truncate } from '../report/text.ts';
import type { Change, Diff } from './diff.ts';
import type { FileChange, FileChanges } from './files.ts';
import type { FindingChange } from './findings.ts';
import type { PackageChange } from './packages.ts';

/** Lines drawn of each kind of change; the JSON has them all. */
const linesShown = 50;

interface Page {
  readonly style: Style;
  readonly width: number;
}

export function renderDiff(diff: Diff, options: { readonly color: boolean; readonly width: number }): string {
  const page = { style: createStyle(options.color), width: Math.max(40, options.width) };
  const sections = [
    [
      truncate(`- ${escapeText(diff.image.before)}`, page.width),
      truncate(`+ ${escapeText(diff.image.after)}`, page.width),
    ],
    bytesSection(diff.bytes, page),
    section('PACKAGES', diff.packages, packageLine, page),
    section('FINDINGS', diff.findings, findingLine, page),
    diff.files === undefined ? [] : filesSection(diff.files, page),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function bytesSection(bytes: Diff['bytes'], { style }: Page): string[] {
  if (bytes === undefined) return [];
  const sizes: readonly (readonly [string, Change<number> | undefined])[] = [
    ['total', bytes.total],
    ['live', bytes.live],
    ['wasted', bytes.wasted],
    ['compressed', bytes.compressed],
  ];
  const counts: readonly (readonly [string, Change<number>])[] = [
    ['layers', bytes.layers],
    ['files', bytes.files],
  ];
  const line = (
    name: string,
    { before, after }: Change<number>,
    format: (value: number) => string,
  ): string => {
    const delta = after - before;
    const sign = delta < 0 ? '-' : '+';
    const change = delta === 0 ? 'the same' : sign + format(Math.abs(delta));
    return `  ${padEnd(name, 10)} ${padStart(format(before), 9)} → ${padStart(format(after), 9)}  ${style.dim(change)}`;
  };
  return [
    style.bold('BYTES'),
    ...sizes.flatMap(([name, change]) => (change === undefined ? [] : [line(name, change, formatBytes)])),
    ...counts.map(([name, change]) => line(name, change, String)),
  ];
}

interface Changes<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly T[];
  readonly unchanged: number;
}

function section<T>(
  title: string,
  changes: Changes<T>,
  describe: (change: T) => string,
  page: Page,
): string[] {
  const { added, removed, changed, unchanged } = changes;
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} the same`;
  return [
    `${page.style.bold(title)}  ${counts}`,
    ...listed('+', added, describe, page),
    ...listed('-', removed, describe, page),
    ...listed('~', changed, describe, page),
  ];
}

function listed<T>(
  sign: '+' | '-' | '~',
  changes: readonly T[],
  describe: (change: T) => string,
  { style, width }: Page,
  total = changes.length,
): string[] {
  const paint = { '+': style.accent, '-': style.dim, '~': style.warn }[sign];
  const shown = changes.slice(0, linesShown);
  const rest = total - shown.length;
  return [
    ...shown.map((change) => paint(truncate(`  ${sign} ${escapeText(describe(change))}`, width))),
    ...(rest > 0 ? [style.dim(`  ${sign} and ${rest} more`)] : []),
  ];
}

function packageLine({ type, name, before, after }: PackageChange): string {
  const versions = [before, after].filter((side) => side.length > 0).map((side) => side.join(', '));
  return `${type} ${name} ${versions.join(' → ')}`;
}

function findingLine({ id, subject, title, before, after }: FindingChange): string {
  const severity =
    before === undefined || after === undefined ? (after ?? before ?? '') : `${before} → ${after}`;
  // An advisory's title starts with the package's name and version.
  const [type = '', name] = subject.split(' ', 2);
  if (name !== undefined && title.startsWith(`${name} `)) return `${severity} ${id}: ${type} ${title}`;
  return `${severity} ${id}${subject === '' ? '' : ` (${subject})`}: ${title}`;
}

function filesSection(files: NonNullable<Diff['files']>, page: Page): string[] {
  const count = ({ count: number, bytes }: FileChanges): string => `${number} (${formatBytes(bytes)})`;
  const { added, removed, changed } = files;
  return [
    `${page.style.bold('FILES')}  ${count(added)} added, ${count(removed)} removed, ${count(changed)} changed`,
    ...listed('+', added.largest, fileLine, page, added.count),
    ...listed('-', removed.largest, fileLine, page, removed.count),
    ...listed('~', changed.largest, fileLine, page, changed.count),
  ];
}

function fileLine({ path, before, after }: FileChange): string {
  const sizes = [before, after].filter((bytes) => bytes !== undefined).map(formatBytes);
  return `/${path} ${[...new Set(sizes)].join(' → ')}`;
}
