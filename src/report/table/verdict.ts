/** The head of the terminal report: which image, how bad, and whether that is the whole picture. */
import { severities } from '../../model/finding.ts';
import type { Report, ReportProgram, ReportSbom } from '../../model/report.ts';
import { escapeText, formatBytes, truncate } from '../text.ts';
import { type Page, paragraph } from './page.ts';

export function renderVerdict(report: Report, page: Page): readonly string[] {
  const { style, width } = page;
  const { image } = report;
  const lines: string[] = [];
  if (image !== undefined) {
    lines.push(style.bold(truncate(escapeText(image.reference), width)));
    const about = [image.platform, image.os?.prettyName ?? 'no operating system recognised'];
    if (image.created !== undefined) about.push(`created ${image.created.slice(0, 10)}`);
    if (image.digest !== undefined) about.push(image.digest);
    lines.push(...paragraph(about.join(' · '), 0, page).map(style.dim), '');
  }
  if (report.sbom !== undefined) lines.push(...sbomLines(report.sbom, page), '');
  lines.push(countsLine(report, page));
  const facts = factLine(report);
  if (facts !== '') lines.push(...paragraph(facts, 0, page));
  if (!report.coverage.complete) {
    lines.push(...paragraph('Incomplete: this report may not say all there is.', 0, page).map(style.warn));
  }
  for (const reason of report.coverage.reasons) {
    lines.push(...paragraph(`! ${reason.message}`, 2, page).map(style.warn));
  }
  return lines;
}

function sbomLines({ reference, format, subject, os }: ReportSbom, page: Page): string[] {
  const system = os === undefined ? [] : [`${os.id} ${os.versionId ?? ''}`.trimEnd()];
  const about = [format, ...(subject === undefined ? [] : [`of ${subject}`]), ...system];
  return [
    page.style.bold(truncate(escapeText(reference), page.width)),
    ...paragraph(about.join(' · '), 0, page).map(page.style.dim),
  ];
}

function countsLine(report: Report, { style }: Page): string {
  const counts = severities
    .filter((severity) => report.summary.bySeverity[severity] > 0)
    .map((severity) => style.severity(severity)(`${report.summary.bySeverity[severity]} ${severity}`));
  if (counts.length > 0) return counts.join(style.dim(' · '));
  return report.coverage.complete
    ? style.good('Nothing found.')
    : 'Nothing found in what could be looked at.';
}

/** `runs as root · 3 shells (bash, dash, sh) · apt, dpkg · 1.3 GB`. */
function factLine({ footprint, packages }: Report): string {
  if (footprint === undefined) return '';
  const { runsAs } = footprint.users;
  const facts = [
    runsAs.isRoot ? 'runs as root' : `runs as ${runsAs.configured || (runsAs.uid ?? 'an unknown user')}`,
  ];
  facts.push(footprint.shells.length === 0 ? 'no shell' : `shells: ${programNames(footprint.shells)}`);
  if (footprint.packageManagers.length > 0)
    facts.push(`package managers: ${programNames(footprint.packageManagers)}`);
  facts.push(
    `${packages.length} packages`,
    `${footprint.fileCount} files`,
    formatBytes(footprint.totalBytes),
  );
  return facts.join(' · ');
}

function programNames(programs: readonly ReportProgram[]): string {
  return [...new Set(programs.map(({ program }) => program))].sort().join(', ');
}
