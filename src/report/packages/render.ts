/** A list of packages as text: a table to read, JSON, or one purl a line. */

import type { Package } from '../../model/package.ts';
import { renderDocuments } from '../document.ts';
import type { RenderOptions } from '../reporter.ts';
import { createStyle } from '../style.ts';
import { layerName } from '../table/page.ts';
import { escapeText, formatBytes, padEnd, padStart, stringWidth, truncate, truncateStart } from '../text.ts';
import { packagePlace } from './place.ts';
import { fullName } from './select.ts';

export const packageFormats = ['table', 'json', 'purl'] as const;
export type PackageFormat = (typeof packageFormats)[number];

type Options = Pick<RenderOptions, 'color' | 'width'>;

export function renderPackages(
  packages: readonly Package[],
  format: PackageFormat,
  options: Options,
): string {
  switch (format) {
    case 'json':
      return renderDocuments([packages], false);
    case 'purl':
      return packages.map(({ purl }) => `${escapeText(purl)}\n`).join('');
    case 'table':
      return renderTable(packages, options);
  }
}

interface Column {
  readonly title: string;
  readonly cell: (pkg: Package) => string;
  readonly isNumber?: boolean;
}

/** By type, then by what is shown as the name. On a terminal endless names are cut, and paths at their start. */
function renderTable(packages: readonly Package[], { color, width }: Options): string {
  const { bold, dim } = createStyle(color);
  const nameColumns = Math.max(24, Math.floor(width * 0.3));
  const versionColumns = Math.max(14, Math.floor(width / 6));
  const sorted = packages.toSorted(
    (a, b) => compareText(a.type, b.type) || compareText(fullName(a), fullName(b)),
  );
  const columns: readonly Column[] = [
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'NAME', cell: (pkg) => truncate(escapeText(fullName(pkg)), nameColumns) },
    { title: 'VERSION', cell: ({ version }) => truncate(escapeText(version), versionColumns) },
    { title: 'LAYER', cell: ({ layer }) => (layer === undefined ? '-' : layerName(layer)) },
    {
      title: 'BYTES',
      cell: ({ liveBytes }) => (liveBytes === 0 ? '-' : formatBytes(liveBytes)),
      isNumber: true,
    },
  ];
  const licenses: Column = { title: 'LICENCES', cell: (pkg) => escapeText(pkg.licenses.join(', ')) };
  const hasPlaces = sorted.some((pkg) => packagePlace(pkg) !== undefined);
  const front = layOut(sorted, columns);
  // Two blanks before it, and the sign behind it that licences were cut.
  const rest = Math.max(12, width - front.titles.length - 5);
  const where: Column = {
    title: 'WHERE',
    cell: (pkg) => {
      const place = escapeText(packagePlace(pkg) ?? '-');
      return pkg.attachedSbom === undefined ? truncateStart(place, rest) : truncate(place, rest);
    },
  };
  const { titles, lines } = layOut(
    sorted,
    hasPlaces ? [...columns, where, licenses] : [...columns, licenses],
  );
  const cut = (line: string): string => truncate(line.trimEnd(), Math.max(40, width));
  const count = `${packages.length} package${packages.length === 1 ? '' : 's'}`;
  return `${[...(lines.length === 0 ? [] : [bold(cut(titles)), ...lines.map(cut)]), dim(count)].join('\n')}\n`;
}

/** Columns as wide as what is in them, two apart. */
function layOut(
  packages: readonly Package[],
  columns: readonly Column[],
): { readonly titles: string; readonly lines: readonly string[] } {
  const cells = columns.map(({ cell }) => packages.map(cell));
  const widths = columns.map(({ title }, column) =>
    (cells[column] ?? []).reduce((most, text) => Math.max(most, stringWidth(text)), title.length),
  );
  const join = (texts: readonly string[]): string =>
    texts
      .map((text, column) => (columns[column]?.isNumber ? padStart : padEnd)(text, widths[column] ?? 0))
      .join('  ');
  return {
    titles: join(columns.map(({ title }) => title)),
    lines: packages.map((_, row) => join(cells.map((texts) => texts[row] ?? ''))),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
