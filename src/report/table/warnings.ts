/** What could not be read: each names file and layer, none is swallowed. */
import type { Report } from '../../model/report.ts';
import { layerName, type Page, paragraph } from './page.ts';

/** Warnings drawn; the JSON has all. */
const warningsShown = 10;

export function renderWarnings({ warnings }: Report, page: Page): readonly string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.slice(0, warningsShown).flatMap(({ code, message, path, layer }) => {
    const where = [
      ...(path === undefined ? [] : [`/${path}`]),
      ...(layer === undefined ? [] : [layerName(layer)]),
    ];
    return paragraph(`· ${code}${where.length > 0 ? ` ${where.join(', ')}` : ''}: ${message}`, 2, page);
  });
  const hidden = warnings.length - warningsShown;
  return [
    page.style.bold('WARNINGS'),
    ...lines,
    ...(hidden > 0 ? [page.style.dim(`  · and ${hidden} more`)] : []),
  ];
}
