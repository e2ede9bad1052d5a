/** Findings as issues of the Code Climate format, which GitLab reads too. https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#issues */
import type { Finding, FindingKind, Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { cut, firstOf } from '../bounded.ts';
import { createFingerprinter } from '../sarif/fingerprint.ts';
import { stableSubjectOf } from '../subject.ts';

const mostIssues = 25_000;
const mostText = 1_000;

const levels: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  unknown: 'major',
  low: 'minor',
  info: 'info',
};

const categories: Readonly<Record<FindingKind, string>> = {
  vulnerability: 'Security',
  secret: 'Security',
  image: 'Security',
  dockerfile: 'Bug Risk',
  waste: 'Performance',
};

/** One plain object a finding; what was left out, or could not be looked at, is an issue too. */
export function issuesOf(report: Report): readonly unknown[] {
  const { shown, hidden } = firstOf(report.findings, mostIssues);
  const fingerprint = createFingerprinter(report);
  const subject = stableSubjectOf(report);
  const notes = [
    ...report.coverage.reasons.map(({ code, message }) => ({ code, message })),
    ...(hidden > 0
      ? [{ code: 'ISSUES_CUT', message: `${hidden} of the least severe findings are left out` }]
      : []),
  ];
  return [
    ...shown.map((finding) => issueOf(finding, subject, fingerprint(finding))),
    ...notes.map(({ code, message }) => ({
      type: 'issue',
      check_name: `imgscan.${code}`,
      description: cut(message, mostText),
      categories: ['Clarity'],
      severity: 'info',
      fingerprint: `${code}:${subject}`,
      location: { path: subject, lines: { begin: 1, end: 1 } },
    })),
  ];
}

function issueOf(finding: Finding, subject: string, fingerprint: string): unknown {
  const { id, kind, severity, title, message, fix, remedy, location } = finding;
  const begin = location.line ?? 1;
  const step = remedy?.text ?? fix;
  return {
    type: 'issue',
    check_name: id,
    description: cut(`${title}. ${message}`, mostText),
    ...(step === undefined ? {} : { content: { body: cut(step, mostText) } }),
    categories: [categories[kind]],
    severity: levels[severity],
    fingerprint,
    location: {
      path: (location.file ?? location.path ?? subject).replace(/^(?:\.\/)+/, ''),
      lines: { begin, end: location.endLine ?? begin },
    },
  };
}
