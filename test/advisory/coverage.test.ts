import { describe, expect, it } from 'vitest';
import { type CoverageInput, coverageOf } from '../../src/advisory/coverage.ts';
import type { FeedStatus } from '../../src/model/advisory.ts';
import type { Warning } from '../../src/model/layer.ts';
import { os, pkg } from './packages.ts';

const feed: FeedStatus = {
  records: 10,
  newest: '2026-11-20T10:00:00Z',
  ecosystems: { 'Debian:12': 8, npm: 2 },
  baseline: false,
};
const bash = pkg({ type: 'deb', name: 'bash', version: '5.2' });
const lodash = pkg({ type: 'npm', name: 'lodash', version: '4.17.21' });
const good: CoverageInput = {
  packages: [bash, lodash],
  os: os('debian', '12'),
  feed,
  today: '2026-11-23',
  layers: [{ complete: true }],
  warnings: [],
};
const { os: _os, ...withoutOs } = good;

function warning(code: Warning['code']): Warning {
  return { code, message: 'x' };
}

describe('coverageOf', () => {
  it('is complete when nothing speaks against it', () => {
    expect(coverageOf(good)).toEqual({
      complete: true,
      reasons: [],
      feed: { records: 10, newest: '2026-11-20T10:00:00Z', ageDays: 3 },
    });
  });

  const rows: readonly (readonly [string, CoverageInput, readonly string[]])[] = [
    ['no packages at all', { ...good, packages: [] }, ['NO_PACKAGES']],
    ['no packages in an image without os-release', { ...withoutOs, packages: [] }, ['NO_PACKAGES']],
    ['a distribution without its packages', { ...good, packages: [lodash] }, ['NO_PACKAGES']],
    ['language packages alone', { ...withoutOs, packages: [lodash] }, []],
    ['no os-release', withoutOs, ['UNKNOWN_DISTRO']],
    ['an unknown distribution', { ...good, os: os('gentoo') }, ['UNKNOWN_DISTRO']],
    [
      'a distribution whose advisories are elsewhere',
      { ...good, os: os('amzn', '2023') },
      ['UNKNOWN_DISTRO'],
    ],
    ['a distribution made from another', { ...good, os: os('raspbian', '12') }, ['DISTRO_DERIVED']],
    [
      'packages of other repositories',
      {
        ...good,
        packages: [bash, pkg({ type: 'deb', name: 'nodejs', version: '20.1.0-1nodesource1' }), lodash],
      },
      ['OTHER_BUILDERS'],
    ],
    ['a release without number', { ...good, os: os('debian') }, ['UNKNOWN_DISTRO']],
    ['a release that the feed does not know', { ...good, os: os('debian', '99') }, ['DISTRO_NOT_IN_FEED']],
    [
      'an ecosystem that the feed does not know',
      { ...good, packages: [bash, pkg({ type: 'pypi', name: 'x', version: '1' })] },
      ['ECOSYSTEM_NOT_IN_FEED'],
    ],
    [
      'an empty feed',
      { ...good, feed: { records: 0, ecosystems: {}, baseline: false } },
      ['DISTRO_NOT_IN_FEED', 'ECOSYSTEM_NOT_IN_FEED', 'FEED_EMPTY'],
    ],
    ['a feed of 30 days', { ...good, today: '2026-12-20' }, []],
    ['a feed of 31 days', { ...good, today: '2026-12-21' }, ['FEED_STALE']],
    [
      'a feed without dates',
      { ...good, feed: { records: 1, ecosystems: feed.ecosystems, baseline: false } },
      ['FEED_STALE'],
    ],
    ['a layer that was cut', { ...good, layers: [{ complete: false }] }, ['LAYER_UNREADABLE']],
    [
      'a layer that could not be read',
      { ...good, warnings: [warning('LAYER_UNREADABLE')] },
      ['LAYER_UNREADABLE'],
    ],
    [
      'a file that could not be read',
      { ...good, warnings: [warning('FILE_UNREADABLE')] },
      ['FILE_UNREADABLE'],
    ],
    ['a file that was too large', { ...good, warnings: [warning('FILE_TOO_LARGE')] }, ['FILE_UNREADABLE']],
    ['a bad package record', { ...good, warnings: [warning('PACKAGE_INVALID')] }, ['FILE_UNREADABLE']],
    ['a rule that failed', { ...good, warnings: [warning('RULE_FAILED')] }, ['RULE_FAILED']],
    ['a bad advisory', { ...good, warnings: [warning('ADVISORY_INVALID')] }, ['FILE_UNREADABLE']],
    [
      'a version that could not be read',
      { ...good, warnings: [warning('VERSION_INVALID')] },
      ['VERSION_UNREADABLE'],
    ],
    [
      'trouble that hides nothing',
      { ...good, warnings: [warning('CACHE_UNUSABLE'), warning('HISTORY_MISMATCH')] },
      [],
    ],
  ];
  it.each(rows)('%s', (_name, input, codes) => {
    const coverage = coverageOf(input);
    expect(coverage.reasons.map(({ code }) => code)).toEqual(codes);
    expect(coverage.complete).toBe(codes.length === 0);
    for (const { message } of coverage.reasons) expect(message).toMatch(/^[A-Z].*\.$/);
  });

  it('says that a baseline is one, which alone leaves it complete', () => {
    const coverage = coverageOf({ ...good, feed: { ...feed, baseline: true } });
    expect(coverage.complete).toBe(true);
    expect(coverage.reasons.map(({ code }) => code)).toEqual(['FEED_BASELINE']);
    expect(coverage.reasons[0]?.message).toContain('10 high-impact advisories');
  });

  it('calls an old baseline stale as any other feed', () => {
    const coverage = coverageOf({ ...good, today: '2028-01-01', feed: { ...feed, baseline: true } });
    expect(coverage.complete).toBe(false);
    expect(coverage.reasons.map(({ code }) => code)).toEqual(['FEED_BASELINE', 'FEED_STALE']);
    expect(coverage.reasons[1]?.message).toContain('407 days old');
  });

  it('takes a feed from the future for a fresh one', () => {
    expect(coverageOf({ ...good, today: '2026-11-01' }).feed.ageDays).toBe(0);
  });
});
