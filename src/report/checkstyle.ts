/** Checkstyle XML, which many review bots and servers read: a file element a Dockerfile. https://checkstyle.org/ */
import type { Finding, Severity } from '../model/finding.ts';
import { cut, firstOf } from './bounded.ts';
import type { Reporter } from './reporter.ts';
import { placeOf, subjectOf } from './subject.ts';
import { escapeXml } from './xml.ts';

const mostFindings = 25_000;
const mostText = 2_000;

const levels: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  unknown: 'warning',
  low: 'info',
  info: 'info',
};

/** What stands in no file is told under the name of what was scanned. */
export const checkstyle: Reporter = {
  name: 'checkstyle',
  render(reports) {
    const files = new Map<string, string[]>();
    for (const report of reports) {
      const { shown, hidden } = firstOf(report.findings, mostFindings);
      const add = (file: string, line: string): void => {
        files.set(file, [...(files.get(file) ?? []), line]);
      };
      const subject = subjectOf(report) ?? 'Dockerfile';
      for (const finding of shown) add(finding.location.file ?? subject, errorOf(finding));
      if (hidden > 0)
        add(subject, element('info', `${hidden} of the least severe findings are left out`, 'imgscan'));
      // What could not be looked at is no finding, and must not look like none.
      for (const { code, message } of report.coverage.reasons)
        add(subject, element('info', message, `imgscan.${code}`));
    }
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<checkstyle version="4.3">',
      ...[...files].flatMap(([file, lines]) => [`  <file name=${attribute(file)}>`, ...lines, '  </file>']),
      '</checkstyle>',
      '',
    ].join('\n');
  },
};

function errorOf(finding: Finding): string {
  const { id, severity, message, fix, remedy, location } = finding;
  const where = location.file === undefined ? placeOf(finding) : '';
  const text = [where, message, remedy?.text ?? fix]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return element(levels[severity], text, id, location.line, location.column);
}

function element(level: string, message: string, source: string, line = 1, column?: number): string {
  const place = `line="${line}"${column === undefined ? '' : ` column="${column}"`}`;
  return `    <error ${place} severity="${level}" message=${attribute(message)} source=${attribute(source)}/>`;
}

function attribute(text: string): string {
  return `"${escapeXml(cut(text, mostText), ' ')}"`;
}
