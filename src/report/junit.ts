/** JUnit XML: a suite a report, a test case a finding. https://github.com/testmoapp/junitxml */
import type { SuppressedFinding } from '../model/exception.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { cut, firstOf } from './bounded.ts';
import type { Reporter } from './reporter.ts';
import { placeOf, subjectOf } from './subject.ts';
import { describeSuppression, isDecision } from './suppression.ts';
import { escapeXml } from './xml.ts';

/** Test cases of a suite and characters of one: servers keep them all, and show them one by one. */
const mostCases = 10_000;
const mostText = 4_000;

interface Case {
  readonly name: string;
  readonly className: string;
  readonly outcome: 'failure' | 'skipped' | 'passed';
  readonly title: string;
  readonly text: string;
}

/**
 * What is worse than info fails; what is suppressed, and what could not be looked at, is skipped. A report without
 * anything to say is one passed case: a suite without cases is an error to many readers.
 */
export const junit: Reporter = {
  name: 'junit',
  render(reports) {
    const suites = reports.map(suiteOf);
    const all = suites.flatMap(({ cases }) => cases);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="imgscan" ${countsOf(all)}>`,
      ...suites.flatMap(renderSuite),
      '</testsuites>',
      '',
    ].join('\n');
  },
};

function suiteOf(report: Report): { readonly name: string; readonly cases: readonly Case[] } {
  const { findings, suppressedFindings = [], coverage } = report;
  const found = [
    ...findings.map((finding) => caseOf(finding)),
    ...suppressedFindings.filter(isDecision).map(skippedCase),
  ];
  const { shown, hidden } = firstOf(found, mostCases);
  const notes = [
    ...coverage.reasons.map(({ code, message }): Case => noteOf(code, message)),
    ...(hidden > 0 ? [noteOf('CASES_CUT', `${hidden} of the least severe findings are left out`)] : []),
  ];
  const cases = [...shown, ...notes];
  const passed: Case = { name: 'no findings', className: 'imgscan', outcome: 'passed', title: '', text: '' };
  return { name: subjectOf(report) ?? 'imgscan dockerfile', cases: cases.length === 0 ? [passed] : cases };
}

function caseOf(finding: Finding): Case {
  const { id, kind, severity, title, message, fix, remedy, package: pkg } = finding;
  const place = placeOf(finding);
  const step = remedy?.text ?? fix;
  return {
    name: `${severity.toUpperCase()} ${id}: ${title}`,
    className: `imgscan.${kind}`,
    outcome: severity === 'info' ? 'passed' : 'failure',
    title,
    text: [message, step, pkg?.purl, place].filter((line) => line !== undefined && line !== '').join('\n'),
  };
}

function skippedCase({ finding, suppression }: SuppressedFinding): Case {
  return { ...caseOf(finding), outcome: 'skipped', title: describeSuppression(suppression) };
}

function noteOf(code: string, message: string): Case {
  return { name: code, className: 'imgscan.coverage', outcome: 'skipped', title: message, text: message };
}

function renderSuite({ name, cases }: ReturnType<typeof suiteOf>): readonly string[] {
  return [
    `  <testsuite name=${attribute(name)} ${countsOf(cases)}>`,
    ...cases.flatMap(renderCase),
    '  </testsuite>',
  ];
}

function countsOf(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
}

function renderCase({ name, className, outcome, title, text }: Case): readonly string[] {
  const open = `    <testcase name=${attribute(name)} classname=${attribute(className)}`;
  const content = escapeXml(cut(text, mostText), '\n');
  switch (outcome) {
    case 'failure':
      return [
        `${open}>`,
        `      <failure message=${attribute(title)}>${content}</failure>`,
        '    </testcase>',
      ];
    case 'skipped':
      return [`${open}>`, `      <skipped message=${attribute(title)}/>`, '    </testcase>'];
    case 'passed':
      if (text === '') return [`${open}/>`];
      return [`${open}>`, `      <system-out>${content}</system-out>`, '    </testcase>'];
  }
}

function attribute(text: string): string {
  return `"${escapeXml(cut(text, mostText), ' ')}"`;
}
