/** A job summary or comment in GitHub's Markdown: the verdict, what to do, and the worst of each list. https://github.github.com/gfm/ */
import { type Finding, severities } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { cut, firstOf } from './bounded.ts';
import { markdownCode, markdownText } from './markdown/text.ts';
import { actionTitles, groupRemedies } from './remedies.ts';
import type { Reporter } from './reporter.ts';
import { placeOf, subjectOf, summaryOf } from './subject.ts';
import { countSuppressions } from './suppression.ts';
import { escapeText, formatBytes } from './text.ts';

/** Rows of a table, packages of a step, and characters of a cell: a summary is to be read, the JSON has it all. */
const mostRows = 50;
const mostPackages = 8;
const mostText = 300;

export const markdown: Reporter = {
  name: 'markdown',
  render: (reports) => `${reports.map(renderReport).join('\n\n')}\n`,
};

function renderReport(report: Report): string {
  const subject = subjectOf(report);
  const parts = [
    subject === undefined ? '## imgscan' : `## imgscan: ${markdownCode(subject)}`,
    countsLine(report),
    factsLine(report),
    incompleteNote(report),
    ...remedySection(report),
    ...vulnerabilitySection(report),
    ...findingSection(report),
    suppressedLine(report),
    ...suggestionSection(report),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function countsLine({ summary, coverage }: Report): string {
  const counts = severities
    .filter((severity) => summary.bySeverity[severity] > 0)
    .map((severity) => `**${summary.bySeverity[severity]} ${severity}**`);
  if (counts.length > 0) return counts.join(' · ');
  return coverage.complete ? '**Nothing found.**' : 'Nothing found in what could be looked at.';
}

function factsLine({ image, footprint, packages }: Report): string {
  if (image === undefined || footprint === undefined) return '';
  const facts = [
    image.platform,
    ...(image.os?.prettyName === undefined ? [] : [image.os.prettyName]),
    footprint.users.runsAs.isRoot ? 'runs as root' : 'does not run as root',
    `${packages.length} packages`,
    `${formatBytes(footprint.totalBytes)} in ${image.layers.length} layers, ${formatBytes(footprint.wastedBytes)} wasted`,
  ];
  return facts.map(markdownText).join(' · ');
}

function incompleteNote({ coverage }: Report): string {
  if (coverage.reasons.length === 0) return '';
  const head = coverage.complete
    ? '> [!NOTE]'
    : '> [!WARNING]\n> Incomplete: this report may not say all there is.';
  return [head, ...coverage.reasons.map(({ message }) => `> - ${markdownText(cut(message, mostText))}`)].join(
    '\n',
  );
}

function remedySection({ findings }: Report): readonly string[] {
  const groups = groupRemedies(findings);
  if (groups.length === 0) return [];
  const rows = groups.map(({ action, text, count, packages }) => {
    const { shown, hidden } = firstOf(packages, mostPackages);
    const names = `${shown.map(markdownCode).join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
    return [actionTitles[action], String(count), markdownText(cut(text, mostText)), names];
  });
  return ['### What to do', tableOf(['', 'ends', 'step', 'packages'], rows)];
}

function vulnerabilitySection({ findings }: Report): readonly string[] {
  const found = findings.filter(({ kind }) => kind === 'vulnerability');
  if (found.length === 0) return [];
  const rows = found.map((finding) => {
    const { severity, id, package: pkg, advisory, inBase } = finding;
    const exploited = advisory?.knownExploited === true ? ' (exploited)' : '';
    return [
      `${severity}${exploited}`,
      markdownCode(id),
      markdownCode(`${pkg?.name ?? ''} ${pkg?.version ?? ''}`),
      advisory?.fixedVersion === undefined ? 'no fix yet' : markdownCode(advisory.fixedVersion),
      inBase === true ? 'base' : 'own',
      markdownText(cut(summaryOf(finding), mostText)),
    ];
  });
  return [
    `### Vulnerabilities: ${found.length}`,
    tableOf(['severity', 'id', 'package', 'fixed in', 'from', 'what'], rows),
  ];
}

function findingSection({ findings }: Report): readonly string[] {
  const others = findings.filter(({ kind }) => kind !== 'vulnerability');
  if (others.length === 0) return [];
  return [
    `### Findings: ${others.length}`,
    tableOf(['severity', 'rule', 'where', 'what', 'fix'], others.map(findingRow)),
  ];
}

function findingRow(finding: Finding): readonly string[] {
  const { severity, id, title, fix = '' } = finding;
  return [
    severity,
    markdownCode(id),
    markdownCode(placeOf(finding)),
    markdownText(cut(title, mostText)),
    markdownText(cut(fix, mostText)),
  ];
}

function suppressedLine({ suppressedFindings = [] }: Report): string {
  if (suppressedFindings.length === 0) return '';
  return `${suppressedFindings.length} not shown: ${markdownText(countSuppressions(suppressedFindings))}.`;
}

function suggestionSection({ suggestions }: Report): readonly string[] {
  return suggestions.flatMap(({ title, savedBytes = 0, dockerfile }) => {
    const saves = savedBytes > 0 ? `, saves about ${formatBytes(savedBytes)}` : '';
    const heading = `### ${markdownText(title)}${saves}`;
    if (dockerfile === undefined) return [heading];
    const text = dockerfile.trimEnd().split('\n').map(escapeText).join('\n');
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    return [
      heading,
      `<details><summary>Dockerfile</summary>\n\n${fence}dockerfile\n${text}\n${fence}\n\n</details>`,
    ];
  });
}

/** `rows` are escaped; those that are left out are counted below. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const { shown, hidden } = firstOf(rows, mostRows);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = [line(head), line(head.map(() => '---')), ...shown.map(line)];
  return lines.join('\n') + (hidden > 0 ? `\n\n… and ${hidden} more in the JSON report` : '');
}
