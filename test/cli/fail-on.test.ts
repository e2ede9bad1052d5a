import { describe, expect, it } from 'vitest';
import { parseFailOn } from '../../src/cli/fail-on.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const ruleIds = ['root-user', 'shell'];
const complete = { ...makeReport(), coverage: { complete: true, reasons: [], feed: { records: 1 } } };

const rows: readonly [string, boolean][] = [
  ['high', true],
  ['critical', false],
  ['info', true],
  ['HIGH', true],
  ['root-user', true],
  ['shell', false],
  ['DL-3002', false],
  ['CVE-2026-1', true],
  ['CVE-2026-2', false],
  ['incomplete', false],
  ['critical,root-user', true],
  ['critical, shell', false],
];

describe('--fail-on', () => {
  const advisory = { id: 'DSA-1-1', aliases: ['CVE-2026-1'], url: '' };
  const report = {
    ...complete,
    findings: [makeFinding(), makeFinding({ id: 'DSA-1-1', severity: 'low', advisory })],
  };

  it.each(rows)('%s', (value, met) => {
    expect(parseFailOn(value, ruleIds).some((gate) => gate(report))).toBe(met);
  });

  it('incomplete is met by a report that may not say all', () => {
    expect(parseFailOn('incomplete', ruleIds).some((gate) => gate(makeReport()))).toBe(true);
  });

  it.each(['hihg', 'rootuser', 'unknown'])('%s is refused, not passed for ever', (value) => {
    expect(() => parseFailOn(value, ruleIds)).toThrow(/no severity, rule or advisory id/);
  });
});
