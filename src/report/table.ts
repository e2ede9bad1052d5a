/** The terminal report, read top-down in ten seconds: verdict, bill, findings, vulnerabilities, what to do. */
import type { Report } from '../model/report.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { createStyle } from './style.ts';
import { renderExceptions } from './table/exceptions.ts';
import { renderExcerpts } from './table/excerpt.ts';
import { renderFindings } from './table/findings.ts';
import { renderFootprint } from './table/footprint.ts';
import { renderOutlook } from './table/outlook.ts';
import type { Page } from './table/page.ts';
import { renderRemedies } from './table/remedies.ts';
import { renderSuggestions } from './table/suggestions.ts';
import { renderSuppressed } from './table/suppressed.ts';
import { renderVerdict } from './table/verdict.ts';
import { renderVulnerabilities } from './table/vulnerabilities.ts';
import { renderWarnings } from './table/warnings.ts';

/** In the order they are read; a section without anything to say is an empty list of lines. */
const sections: readonly ((report: Report, page: Page) => readonly string[])[] = [
  renderVerdict,
  renderFootprint,
  renderFindings,
  renderExcerpts,
  renderOutlook,
  renderVulnerabilities,
  renderRemedies,
  renderExceptions,
  renderSuppressed,
  renderSuggestions,
  renderWarnings,
];

function renderReport(report: Report, { color, width, all }: RenderOptions): string {
  const page: Page = {
    style: createStyle(color),
    width: Math.max(40, Math.min(width, 160)),
    all: all === true,
  };
  return sections
    .map((section) => section(report, page))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
    .join('\n');
}

export const table: Reporter = {
  name: 'table',
  render: (reports, options) => reports.map((report) => renderReport(report, options)).join('\n'),
};
