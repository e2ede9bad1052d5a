/** Annotations of a workflow run, as commands that the runner reads from standard output. https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
import { type Finding, type Severity, severities } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { cut } from './bounded.ts';
import type { Reporter } from './reporter.ts';
import { subjectOf } from './subject.ts';
import { escapeText } from './text.ts';

type Level = 'error' | 'warning' | 'notice';

const levels: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  unknown: 'warning',
  low: 'notice',
  info: 'notice',
};

/** The runner shows so many annotations of each level for a step, and drops the others without a word. */
const mostOfLevel = 10;
const mostText = 1_000;

/**
 * One line a finding, the worst first; those that the runner would drop are counted in a notice. A Dockerfile's
 * findings stand at their line, an image's at none.
 */
export const github: Reporter = {
  name: 'github',
  render: (reports) => `${annotate(reports).join('\n')}\n`,
};

function annotate(reports: readonly Report[]): readonly string[] {
  // The notice that counts the rest is one of the ten.
  const room: Record<Level, number> = { error: mostOfLevel, warning: mostOfLevel, notice: mostOfLevel - 1 };
  const all = reports.flatMap((report) => report.findings.map((finding) => ({ finding, report })));
  const worstFirst = all.toSorted(
    (a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity),
  );
  const shown = worstFirst.filter(({ finding }) => {
    const level = levels[finding.severity];
    room[level] -= 1;
    return room[level] >= 0;
  });
  const hidden = all.length - shown.length;
  const incomplete = reports.filter(({ coverage }) => !coverage.complete);
  return [
    ...shown.map(({ finding, report }) => commandOf(finding, report)),
    command('notice', { title: 'imgscan' }, summaryOf(reports, shown.length, hidden, incomplete.length)),
  ];
}

function summaryOf(reports: readonly Report[], shown: number, hidden: number, incomplete: number): string {
  const subjects = reports.flatMap((report) => subjectOf(report) ?? []);
  const suppressed = reports.reduce((sum, report) => sum + (report.suppressedFindings?.length ?? 0), 0);
  const found = shown + hidden;
  return [
    `${found} finding${found === 1 ? '' : 's'}${subjects.length === 0 ? '' : ` in ${subjects.join(', ')}`}`,
    ...(hidden > 0
      ? [`${hidden} of them not annotated, since a step shows ${mostOfLevel} of each level`]
      : []),
    ...(suppressed > 0 ? [`${suppressed} more suppressed`] : []),
    ...(incomplete > 0 ? ['incomplete: the report may not say all there is'] : []),
  ].join('; ');
}

function commandOf(finding: Finding, report: Report): string {
  const { id, severity, title, message, location, fix, remedy } = finding;
  const { file, line, column, path } = location;
  const subject = subjectOf(report);
  const where = [subject, path === undefined ? undefined : `/${path}`].filter((part) => part !== undefined);
  const step = remedy?.text ?? fix;
  const lines = [
    file === undefined ? where.join(' ') : '',
    cut(message, mostText),
    step === undefined ? '' : `→ ${cut(step, mostText)}`,
  ];
  return command(
    levels[severity],
    {
      ...(file === undefined ? {} : { file: file.replace(/^(?:\.\/)+/, '') }),
      ...(file === undefined || line === undefined ? {} : { line: String(line) }),
      ...(file === undefined || line === undefined || column === undefined ? {} : { col: String(column) }),
      title: cut(`${id} (${severity}): ${title}`, mostText),
    },
    lines.filter((text) => text !== '').join('\n'),
  );
}

/** The runner takes back what is escaped here, and nothing else: `%`, line breaks, and in properties `:` and `,` too. */
function command(level: Level, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${written.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.split('\n').map(escapeText).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
