/** The packages that another row tells of already: how many, and with `--all` each with the reason. */
import type { Report } from '../../model/report.ts';
import { packagePlace } from '../packages/place.ts';
import { escapeText, truncate } from '../text.ts';
import type { Page } from './page.ts';

export function renderSuppressed({ suppressed = [] }: Report, page: Page): readonly string[] {
  if (suppressed.length === 0) return [];
  const { style, width, all } = page;
  const noun = suppressed.length === 1 ? 'package record says' : 'package records say';
  const count = `${suppressed.length} ${noun} what another says already`;
  if (!all) return [style.dim(`${count}; --all lists them`)];
  return [
    `${style.bold('TOLD ONCE')}  ${count}`,
    ...suppressed.flatMap(({ package: pkg, reason, by }) => [
      truncate(escapeText(`  ${pkg.type} ${pkg.name} ${pkg.version}: ${reason} (${by})`), width),
      style.dim(truncate(escapeText(`    ${packagePlace(pkg) ?? `/${pkg.path}`}`), width)),
    ]),
  ];
}
