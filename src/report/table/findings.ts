/** What is wrong with the image, worst first, each with the evidence it was concluded from. */
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { escapeText, formatBytes, padEnd, truncate } from '../text.ts';
import { describeLocation, type Page, paragraph, severityLabel } from './page.ts';

/** Evidence lines drawn per finding; the JSON has up to a hundred. */
const evidenceShown = 3;

export function renderFindings(report: Report, page: Page): readonly string[] {
  // What stands in a Dockerfile is shown with its line.
  const findings = report.findings.filter(
    ({ kind, excerpt }) => kind !== 'vulnerability' && excerpt === undefined,
  );
  if (findings.length === 0) return [];
  const full = findings.filter(({ severity }) => severity !== 'info' && severity !== 'unknown');
  const brief = findings.filter((finding) => !full.includes(finding));
  return [
    page.style.bold('FINDINGS'),
    ...full.flatMap((finding) => ['', ...fullLines(finding, report, page)]),
    ...(brief.length > 0 ? ['', ...brief.map((finding) => headLine(finding, page))] : []),
  ];
}

function headLine(finding: Finding, page: Page): string {
  const { style, width } = page;
  const notes = [
    ...(finding.inBase === true ? ['from the base'] : []),
    ...(finding.savedBytes !== undefined && finding.savedBytes > 0
      ? [`saves ${formatBytes(finding.savedBytes)}`]
      : []),
  ];
  const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  const name = truncate(escapeText(finding.id), 24);
  const title = truncate(escapeText(finding.title + note), width - 36);
  return `  ${severityLabel(finding.severity, page)} ${style.bold(padEnd(name, 24))} ${title}`;
}

function fullLines(finding: Finding, report: Report, page: Page): string[] {
  const { style } = page;
  const evidence = finding.evidence.slice(0, evidenceShown).map((item) => {
    const where = item.location === undefined ? '' : describeLocation(item.location, report);
    const place = where === '' || where === item.value ? '' : ` (${where})`;
    return style.dim(
      truncate(`           · ${escapeText(`${item.label}: ${item.value}${place}`)}`, page.width),
    );
  });
  const hidden = finding.evidenceTotal - evidence.length;
  return [
    headLine(finding, page),
    ...paragraph(finding.message, 11, page),
    ...evidence,
    ...(hidden > 0 ? [style.dim(`           · and ${hidden} more`)] : []),
    ...(finding.fix === undefined ? [] : paragraph(`→ ${finding.fix}`, 11, page).map(style.good)),
  ];
}
