/** One page for people without a terminal: everything inline, nothing that runs. */
import { type Finding, severities } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { cut, firstOf } from './bounded.ts';
import { type Content, element, list, page, table } from './html/markup.ts';
import { style } from './html/style.ts';
import { actionTitles, groupRemedies } from './remedies.ts';
import type { Reporter } from './reporter.ts';
import { placeOf, subjectOf, summaryOf } from './subject.ts';
import { describeSuppression } from './suppression.ts';
import { formatBytes, formatShare } from './text.ts';

/** Rows of a table and characters of a cell; the JSON has all. */
const mostRows = 5_000;
const mostText = 1_000;

export const html: Reporter = {
  name: 'html',
  render(reports) {
    const title = reports.map((report) => subjectOf(report) ?? 'Dockerfiles').join(', ');
    return page(`imgscan: ${cut(title, mostText)}`, style, reports.flatMap(describe));
  },
};

function describe(report: Report): readonly Content[] {
  return [
    element('h1', subjectOf(report) ?? 'Dockerfile review'),
    ...facts(report),
    element('p', counts(report)),
    ...coverage(report),
    ...remedies(report),
    ...vulnerabilities(report),
    ...findings(report),
    ...layers(report),
    ...suppressed(report),
    ...suggestions(report),
    ...warnings(report),
    element('p', `${report.tool.name} ${report.tool.version}`, 'note'),
  ];
}

function facts({ image, footprint, packages }: Report): readonly Content[] {
  if (image === undefined || footprint === undefined) return [];
  const { totalBytes, liveBytes, wastedBytes, users } = footprint;
  const parts = [
    image.platform,
    image.os?.prettyName ?? 'no operating system recognised',
    users.runsAs.isRoot ? 'runs as root' : 'does not run as root',
    `${packages.length} packages`,
    `${formatBytes(totalBytes)}, ${formatBytes(wastedBytes)} wasted, ${formatShare(liveBytes, totalBytes)} efficient`,
    ...(image.digest === undefined ? [] : [image.digest]),
  ];
  return [element('p', parts.join(' · '), 'note')];
}

function counts({ summary, coverage: { complete } }: Report): readonly Content[] {
  const found = severities.filter((severity) => summary.bySeverity[severity] > 0);
  if (found.length === 0) return [complete ? 'Nothing found.' : 'Nothing found in what could be looked at.'];
  return found.flatMap((severity, index) => [
    ...(index === 0 ? [] : [' · ']),
    element('span', `${summary.bySeverity[severity]} ${severity}`, severity),
  ]);
}

function coverage({ coverage: { complete, reasons } }: Report): readonly Content[] {
  if (reasons.length === 0) return [];
  const head = complete ? [] : [element('p', 'Incomplete: this report may not say all there is.')];
  return [element('div', [...head, list(reasons.map(({ message }) => message))], 'warn')];
}

function remedies(report: Report): readonly Content[] {
  const groups = groupRemedies(report.findings);
  const rows = groups.map(({ action, text, count, packages }) => [
    actionTitles[action],
    String(count),
    text,
    cut(packages.join(', '), mostText),
  ]);
  return section('What to do', ['', 'ends', 'step', 'packages'], rows);
}

function vulnerabilities(report: Report): readonly Content[] {
  const rows = report.findings
    .filter(({ kind }) => kind === 'vulnerability')
    .map((finding) => {
      const { severity, id, package: pkg, advisory, inBase } = finding;
      return [
        element('span', severity, severity),
        element('code', id),
        element('code', `${pkg?.name ?? ''} ${pkg?.version ?? ''}`),
        advisory?.fixedVersion === undefined ? 'no fix yet' : element('code', advisory.fixedVersion),
        inBase === true ? 'base' : 'own',
        cut(summaryOf(finding), mostText),
      ];
    });
  return section('Vulnerabilities', ['severity', 'id', 'package', 'fixed in', 'from', 'what'], rows);
}

function findings(report: Report): readonly Content[] {
  const rows = report.findings.filter(({ kind }) => kind !== 'vulnerability').map(findingRow);
  return section('Findings', ['severity', 'rule', 'where', 'what', 'fix'], rows);
}

function findingRow(finding: Finding): readonly Content[] {
  const { severity, id, title, message, fix = '' } = finding;
  const what = [element('strong', cut(title, mostText)), element('div', cut(message, mostText))];
  return [
    element('span', severity, severity),
    element('code', id),
    element('code', placeOf(finding)),
    element('div', what),
    cut(fix, mostText),
  ];
}

function layers({ image }: Report): readonly Content[] {
  const rows = (image?.layers ?? []).map(({ index, tarBytes, wastedBytes, instruction, inBase }) => [
    String(index + 1),
    formatBytes(tarBytes),
    formatBytes(wastedBytes),
    inBase ? 'base' : 'own',
    element(
      'code',
      cut(instruction === undefined ? '' : (image?.instructions[instruction]?.text ?? ''), mostText),
    ),
  ]);
  return section('Layers', ['layer', 'bytes', 'wasted', 'from', 'instruction'], rows);
}

function suppressed({ suppressedFindings = [] }: Report): readonly Content[] {
  const rows = suppressedFindings.map(({ finding, suppression }) => [
    element('span', finding.severity, finding.severity),
    element('code', finding.id),
    cut(finding.title, mostText),
    cut(describeSuppression(suppression), mostText),
  ]);
  return section('Not reported', ['severity', 'id', 'what', 'why'], rows);
}

function suggestions(report: Report): readonly Content[] {
  return report.suggestions.flatMap(({ title, reason, dockerfile }) => [
    element('h2', title),
    element('p', reason),
    ...(dockerfile === undefined ? [] : [element('pre', dockerfile)]),
  ]);
}

function warnings(report: Report): readonly Content[] {
  const rows = report.warnings.map(({ code, message }) => [element('code', code), cut(message, mostText)]);
  return section('Warnings', ['code', 'what'], rows);
}

/** Nothing where there is no row. */
function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
): readonly Content[] {
  if (rows.length === 0) return [];
  const { shown, hidden } = firstOf(rows, mostRows);
  const more = hidden > 0 ? [element('p', `and ${hidden} more in the JSON report`, 'note')] : [];
  return [element('h2', `${title}: ${rows.length}`), table(head, shown), ...more];
}
