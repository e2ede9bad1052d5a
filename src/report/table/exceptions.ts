/** The findings that VEX, an ignore file or an option took out: how many by what, and with `--all` each with why. */
import type { Report } from '../../model/report.ts';
import { countSuppressions, describeSuppression } from '../suppression.ts';
import { escapeText, padEnd, truncate } from '../text.ts';
import { heading, type Page, paragraph, severityLabel } from './page.ts';

export function renderExceptions({ suppressedFindings = [] }: Report, page: Page): readonly string[] {
  const total = suppressedFindings.length;
  if (total === 0) return [];
  const { style, width, all } = page;
  const counts = countSuppressions(suppressedFindings);
  const noun = total === 1 ? 'finding is' : 'findings are';
  if (!all)
    return paragraph(`${total} ${noun} not reported: ${counts}; --all lists them`, 0, page).map(style.dim);
  return [
    ...heading('NOT REPORTED', counts, page),
    '',
    ...suppressedFindings.flatMap(({ finding, suppression }) => {
      const name = truncate(escapeText(finding.id), 24);
      const title = truncate(escapeText(finding.title), width - 36);
      return [
        `  ${severityLabel(finding.severity, page)} ${style.bold(padEnd(name, 24))} ${title}`,
        ...paragraph(describeSuppression(suppression), 11, page).map(style.dim),
      ];
    }),
  ];
}
