import { describe, expect, it } from 'vitest';
import type { SuppressedFinding } from '../../src/model/exception.ts';
import { groupRemedies } from '../../src/report/remedies.ts';
import { countSuppressions, describeSuppression } from '../../src/report/suppression.ts';
import { table } from '../../src/report/table.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const finding = makeFinding({ id: 'CVE-2026-9', kind: 'vulnerability', title: 'a\u001b[2Jb' });
const suppressedFindings: readonly SuppressedFinding[] = [
  { finding, suppression: { by: 'option', origin: '--only-fixed' } },
  { finding, suppression: { by: 'ignore', origin: '.imgscanignore:3' } },
  { finding, suppression: { by: 'ignore', origin: '.imgscanignore:4', reason: 'why', until: '2027-01-31' } },
  {
    finding,
    suppression: {
      by: 'vex',
      origin: 'a.json, statement 2',
      status: 'not_affected',
      justification: 'component_not_present',
      statement: 'It is_not there.',
    },
  },
];

it('counts what is not reported by what took it out', () => {
  expect(countSuppressions(suppressedFindings)).toBe('2 by .imgscanignore, 1 by --only-fixed, 1 by a.json');
});

it('says why in words', () => {
  expect(suppressedFindings.map(({ suppression }) => describeSuppression(suppression))).toEqual([
    '--only-fixed',
    '.imgscanignore:3: no reason given',
    '.imgscanignore:4: why (until 2027-01-31)',
    'a.json, statement 2: not affected, component not present, It is_not there.',
  ]);
});

describe('the terminal report', () => {
  const render = (all: boolean) =>
    table.render([makeReport('x', { suppressedFindings })], { color: false, width: 100, list: false, all });
  it('counts them, and lists them with --all', () => {
    expect(render(false)).toContain('4 findings are not reported: 2 by .imgscanignore');
    expect(render(false)).not.toContain('NOT REPORTED');
    expect(render(true)).toContain('NOT REPORTED  2 by .imgscanignore');
    expect(render(true)).toContain('           .imgscanignore:4: why (until 2027-01-31)');
    expect(render(true)).not.toContain('\u001b');
  });
});

describe('remedies', () => {
  const of = (name: string, text: string, action: 'rebuild' | 'none-yet', version?: string) =>
    makeFinding({
      kind: 'vulnerability',
      inBase: true,
      package: { type: 'deb', name, version: '1', purl: `pkg:deb/debian/${name}@1` },
      remedy: { action, text, ...(version === undefined ? {} : { version }) },
    });
  const findings = [
    of('b', 'Wait.', 'none-yet'),
    of('a', 'Rebuild.', 'rebuild', '2'),
    of('a', 'Rebuild.', 'rebuild', '2'),
  ];

  it('are gathered by step, what ends most first', () => {
    expect(groupRemedies(findings)).toEqual([
      { action: 'rebuild', text: 'Rebuild.', count: 2, packages: ['a → 2'] },
      { action: 'none-yet', text: 'Wait.', count: 1, packages: ['b'] },
    ]);
  });
  it('are drawn with the split into base and own', () => {
    const text = table.render([makeReport('x', { findings })], { color: false, width: 80, list: false });
    expect(text).toContain(
      'WHAT TO DO  about 3 vulnerabilities: 3 from the base, 0 own\n\n  rebuild        2  Rebuild.',
    );
  });
});
