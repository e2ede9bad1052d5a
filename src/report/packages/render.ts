/** A list of packages as text: a table to read, JSON, or one purl a line. */

import stringWidth from 'string-width';
import type { Package } from '../../model/package.ts';
import { renderDocuments } from '../document.ts';
import type { RenderOptions } from '../reporter.ts';
import { createStyle } from '../style.ts';
import { layerName } from '../table/page.ts';
import { escapeText, formatBytes, padEnd, padStart, truncate } from '../text.ts';
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

/** Columns as wide as what is in them, names and versions cut where one is endless. */
function renderTable(packages: readonly Package[], { color, width }: Options): string {
  const { bold, dim } = createStyle(color);
  const rows = packages.map((pkg) => [
    pkg.type,
    truncate(escapeText(fullName(pkg)), 40),
    truncate(escapeText(pkg.version), 30),
    pkg.layer === undefined ? '-' : layerName(pkg.layer),
    pkg.liveBytes === 0 ? '-' : formatBytes(pkg.liveBytes),
    escapeText(pkg.licenses.join(', ')),
  ]);
  const titles = ['TYPE', 'NAME', 'VERSION', 'LAYER', 'BYTES', 'LICENCES'];
  const widths = titles.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[column] ?? '')), title.length),
  );
  const line = (cells: readonly string[]): string =>
    truncate(
      cells
        .map((cell, column) =>
          column === 4 ? padStart(cell, widths[column] ?? 0) : padEnd(cell, widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
      Math.max(40, width),
    );
  const count = `${packages.length} package${packages.length === 1 ? '' : 's'}`;
  return `${[...(rows.length === 0 ? [] : [bold(line(titles)), ...rows.map(line)]), dim(count)].join('\n')}\n`;
}
