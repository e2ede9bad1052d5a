/** What to do about the vulnerabilities, each step with what it ends. */
import type { Report } from '../../model/report.ts';
import { firstOf } from '../bounded.ts';
import { actionTitles, groupRemedies, type RemedyGroup } from '../remedies.ts';
import { escapeText, padEnd, padStart, wrap } from '../text.ts';
import { heading, type Page } from './page.ts';

/** Packages named and steps drawn; `--all` draws every step, the JSON has all. */
const packagesShown = 6;
const stepsShown = 12;

export function renderRemedies({ findings }: Report, page: Page): readonly string[] {
  const groups = groupRemedies(findings);
  if (groups.length === 0) return [];
  const { shown, hidden } = firstOf(groups, page.all ? groups.length : stepsShown);
  const found = findings.filter(({ kind }) => kind === 'vulnerability');
  const inBase = found.filter((finding) => finding.inBase === true).length;
  return [
    ...heading(
      'WHAT TO DO',
      `about ${found.length} ${found.length === 1 ? 'vulnerability' : 'vulnerabilities'}: ${inBase} from the base, ${found.length - inBase} own`,
      page,
    ),
    '',
    ...shown.flatMap((group) => groupLines(group, page)),
    ...(hidden > 0 ? [page.style.dim(`  and ${hidden} more steps; --all lists them`)] : []),
  ];
}

function groupLines({ action, text, count, packages }: RemedyGroup, page: Page): string[] {
  const { shown, hidden } = firstOf(packages, packagesShown);
  const names = `${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
  const head = `  ${padEnd(actionTitles[action], 11)} ${padStart(String(count), 4)}  `;
  const margin = ' '.repeat(head.length);
  const [first = '', ...rest] = wrap(escapeText(text), page.width - head.length);
  return [
    `${page.style.bold(head)}${first}`,
    ...rest.map((line) => margin + line),
    ...wrap(escapeText(names), page.width - head.length).map((line) => page.style.dim(margin + line)),
  ];
}
