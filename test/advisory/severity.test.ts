import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createScorer, scoreOf } from '../../src/advisory/cvss.ts';
import { rate, severityOfScore, wordsInSummary } from '../../src/advisory/severity.ts';

describe('scoreOf', () => {
  // Scores as FIRST's and NVD's calculators give them.
  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
    ['CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H', 7.4],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:U', 10],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N', 8.7],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['CVSS:3.1/AV:N', undefined],
    ['CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', undefined],
    ['', undefined],
    ['high', undefined],
  ])('%s is %s', (vector, score) => {
    expect(scoreOf(vector)).toBe(score);
  });

  it('never throws and never prints', () => {
    const print = (['error', 'warn', 'log'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => undefined),
    );
    const part = fc.constantFrom(
      'CVSS:3.1',
      'CVSS:4.0',
      '/',
      '/AV:N',
      '/AC:L',
      'AC',
      ':',
      'H',
      'Au:N',
      '/Q:Q',
      'x',
    );
    fc.assert(fc.property(fc.array(part), (parts) => void scoreOf(parts.join(''))));
    fc.assert(fc.property(fc.string(), (text) => void scoreOf(text)));
    expect(print.filter((spy) => spy.mock.calls.length > 0)).toEqual([]);
    vi.restoreAllMocks();
  });
});

it('createScorer gives what scoreOf gives, again and again', () => {
  const scorer = createScorer();
  for (const vector of ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 'nonsense', 'AV:N/AC:L/Au:N/C:P/I:P/A:P', 'nonsense']) {
    expect(scorer(vector)).toBe(scoreOf(vector));
  }
});

describe('severityOfScore', () => {
  it.each([
    [0, 'info'],
    [0.1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
  ])('%s is %s', (score, severity) => {
    expect(severityOfScore(score)).toBe(severity);
  });
});

describe('rate', () => {
  const v3 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
  const v4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N' };
  it.each([
    ['nothing', [], [], { severity: 'unknown' }],
    ['the score', [v3], [], { severity: 'critical', cvss: v3.score, score: 9.8 }],
    ['the newest standard', [v3, v4], [], { severity: 'high', cvss: v4.score, score: 8.7 }],
    ['a word before the score', [v3], ['MODERATE'], { severity: 'medium', cvss: v3.score, score: 9.8 }],
    ['the first known word', [], ['not yet assigned', 'Important', 'low'], { severity: 'high' }],
    [
      'a distribution priority',
      [v3, { type: 'Ubuntu', score: 'negligible' }],
      [],
      { severity: 'info', cvss: v3.score, score: 9.8 },
    ],
    [
      'an unreadable vector is passed over',
      [{ type: 'CVSS_V4', score: 'x' }, v3],
      [],
      { severity: 'critical', cvss: v3.score, score: 9.8 },
    ],
    ["Debian's unimportant", [], ['unimportant'], { severity: 'info' }],
  ])('%s', (_name, ratings, stated, expected) => {
    expect(rate(ratings, stated, scoreOf)).toEqual(expected);
  });
});

it.each([
  ['ALSA-2024:1', 'Important: bash security update', ['Important']],
  ['RLSA-2024:1', 'Low: bash security update', ['Low']],
  ['ALBA-2024:1', 'bash bug fix update', ['none']],
  ['RHEA-2024:1', 'Important: new package', ['none']],
  ['GHSA-1', 'Important thing is broken', []],
  ['GHSA-1', undefined, []],
])('%s: %s', (id, summary, words) => {
  expect(wordsInSummary(id, summary)).toEqual(words);
});
