/** The bill, drawn: which instruction costs how much, and whose the bytes are. */
import type { BillRow, LayerFootprint, OwnerKind } from '../../model/footprint.ts';
import type { Report, ReportFootprint } from '../../model/report.ts';
import { bar, escapeText, formatBytes, formatShare, padEnd, padStart, truncate } from '../text.ts';
import { heading, instructionText, layerName, type Page } from './page.ts';

const ownerTitles: Readonly<Record<OwnerKind, string>> = {
  base: 'base image',
  'os-package': 'OS packages',
  'language-package': 'language packages',
  'package-cache': 'package caches',
  application: 'application',
  orphan: 'unowned',
};

/** Lines drawn before the rest is summed up in one: a page is to be read, the JSON has them all. */
const layersShown = 15;
const duplicatesShown = 3;

export function renderFootprint(report: Report, page: Page): readonly string[] {
  const { footprint, image } = report;
  if (footprint === undefined || image === undefined) return [];
  const compressed =
    footprint.compressedBytes === undefined ? '' : `, ${formatBytes(footprint.compressedBytes)} compressed`;
  const efficient = formatShare(footprint.liveBytes, footprint.totalBytes);
  return [
    ...heading(
      'FOOTPRINT',
      `${formatBytes(footprint.totalBytes)} in ${count(image.layers.length, 'layer')}${compressed}; ${formatBytes(footprint.wastedBytes)} wasted, ${efficient} efficient`,
      page,
    ),
    '',
    ...layerLines(image.layers, report, page),
    '',
    ...ownerLines(footprint, page),
    ...duplicateLines(footprint, page),
  ];
}

function layerLines(layers: readonly LayerFootprint[], report: Report, page: Page): string[] {
  const largest = Math.max(...layers.map(({ tarBytes }) => tarBytes), 1);
  const shown = new Set(
    [...layers]
      .sort((a, b) => b.tarBytes - a.tarBytes || a.index - b.index)
      .slice(0, layersShown)
      .map(({ index }) => index),
  );
  const lines = layers
    .filter(({ index }) => shown.has(index))
    .map((layer) => {
      const notes = [
        ...(layer.inBase ? ['base'] : []),
        ...(layer.wastedBytes > 0 ? [`${formatBytes(layer.wastedBytes)} wasted`] : []),
        ...(layer.complete ? [] : ['not read to its end']),
      ];
      const note = notes.length > 0 ? `[${notes.join(', ')}] ` : '';
      const text = instructionText(layer.instruction, report) ?? layer.createdBy ?? '';
      return barLine(
        layerName(layer.index),
        layer.tarBytes,
        largest,
        report.footprint?.totalBytes ?? 0,
        note + text,
        page,
      );
    });
  const rest = layers.filter(({ index }) => !shown.has(index));
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
    lines.push(
      `  ${page.style.dim(`and ${count(rest.length, 'smaller layer')}, ${formatBytes(bytes)} together`)}`,
    );
  }
  return lines;
}

function ownerLines({ bill, totalBytes }: ReportFootprint, page: Page): string[] {
  const byOwner = new Map<OwnerKind, BillRow[]>();
  for (const row of bill) byOwner.set(row.owner, [...(byOwner.get(row.owner) ?? []), row]);
  const sums = [...byOwner].map(([owner, rows]) => ({
    owner,
    rows,
    bytes: rows.reduce((sum, row) => sum + rowBytes(row), 0),
  }));
  sums.sort((a, b) => b.bytes - a.bytes || (a.owner < b.owner ? -1 : 1));
  const largest = sums[0]?.bytes ?? 1;
  return sums.map(({ owner, rows, bytes }) =>
    barLine(ownerTitles[owner], bytes, largest, totalBytes, largestNames(rows), page),
  );
}

const rowBytes = (row: BillRow): number => row.liveBytes + row.wastedBytes;

/** The three largest packages of an owner: `golang-1.19-go 218 MB, gcc-12 62 MB`. */
function largestNames(rows: readonly BillRow[]): string {
  const byName = new Map<string, number>();
  for (const row of rows) {
    if (row.name !== undefined) byName.set(row.name, (byName.get(row.name) ?? 0) + rowBytes(row));
  }
  return [...byName]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`)
    .join(', ');
}

function duplicateLines({ duplicates }: ReportFootprint, page: Page): string[] {
  if (duplicates.length === 0) return [];
  const lines = duplicates.slice(0, duplicatesShown).map(({ paths, fileBytes }) => {
    const names = paths.slice(0, 2).map((path) => `/${path}`);
    const more = paths.length > 2 ? ` and ${paths.length - 2} more` : '';
    return truncate(
      `  ${formatBytes(fileBytes)} × ${paths.length}  ${escapeText(names.join(', '))}${more}`,
      page.width,
    );
  });
  return ['', page.style.dim('  the same content more than once:'), ...lines];
}

function barLine(
  name: string,
  bytes: number,
  largest: number,
  total: number,
  text: string,
  page: Page,
): string {
  const barColumns = Math.max(4, Math.min(24, Math.floor(page.width / 5) - 4));
  const head = `  ${padEnd(name, 18)}${page.style.accent(padEnd(bar(bytes / largest, barColumns), barColumns))} ${padStart(formatBytes(bytes), 7)} ${padStart(formatShare(bytes, total), 5)}  `;
  const used = 2 + 18 + barColumns + 1 + 7 + 1 + 5 + 2;
  return head + page.style.dim(truncate(escapeText(text), page.width - used));
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
