import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOsv } from '../../src/advisory/osv.ts';
import type { RangeEvent } from '../../src/model/advisory.ts';
import { apk } from '../../src/version/apk.ts';
import { deb } from '../../src/version/deb.ts';
import { schemeOf } from '../../src/version/list.ts';
import { pep440 } from '../../src/version/pep440.ts';
import { type AffectedVersions, evaluate } from '../../src/version/range.ts';
import type { VersionScheme } from '../../src/version/scheme.ts';
import { semver } from '../../src/version/semver.ts';
import { type OsvEvent, referenceOf } from '../e2e/support/reference-matcher.ts';

/** `i:0 f:1.2 l:1.5 m:2`: introduced, fixed, last affected, limit. */
function events(text: string): RangeEvent[] {
  return text.split(' ').map((event): RangeEvent => {
    const version = event.slice(2);
    if (event.startsWith('i:')) return { introduced: version };
    if (event.startsWith('f:')) return { fixed: version };
    return event.startsWith('l:') ? { lastAffected: version } : { limit: version };
  });
}

function affected(ranges: readonly string[], versions: readonly string[] = []): AffectedVersions {
  return { ranges: ranges.map((range) => ({ type: 'ECOSYSTEM', events: events(range) })), versions };
}

function verdict(scheme: VersionScheme<unknown>, text: string, of: AffectedVersions) {
  const version = scheme.parse(text);
  if (version === undefined) throw new Error(`cannot read ${text}`);
  return evaluate(scheme, version, of);
}

describe('evaluate', () => {
  const rows: readonly (readonly [string, string, AffectedVersions, boolean, string?])[] = [
    ['every version', '0.0.1', affected(['i:0']), true],
    ['zero comes before pre-releases', '0.0.0-alpha', affected(['i:0 f:1.0.0']), true, '1.0.0'],
    ['below fixed', '1.2.2', affected(['i:0 f:1.2.3']), true, '1.2.3'],
    ['at fixed', '1.2.3', affected(['i:0 f:1.2.3']), false],
    ['a pre-release of fixed is affected', '1.2.3-rc.1', affected(['i:0 f:1.2.3']), true, '1.2.3'],
    ['before introduced', '0.9.0', affected(['i:1.0.0 f:1.2.3']), false],
    ['at introduced', '1.0.0', affected(['i:1.0.0 f:1.2.3']), true, '1.2.3'],
    ['at last affected', '1.5.0', affected(['i:0 l:1.5.0']), true],
    ['above last affected', '1.5.1', affected(['i:0 l:1.5.0']), false],
    ['one version only', '1.5.0', affected(['l:1.5.0 i:1.5.0']), true],
    ['above one version only', '1.5.1', affected(['l:1.5.0 i:1.5.0']), false],
    ['unsorted events', '2.1.0', affected(['f:1.2.0 f:2.2.0 i:2.0.0 i:0']), true, '2.2.0'],
    ['unsorted events, in the gap', '1.9.0', affected(['f:1.2.0 f:2.2.0 i:2.0.0 i:0']), false],
    ['several ranges', '2.1.0', affected(['i:0 f:1.2.0', 'i:2.0.0 f:2.2.0']), true, '2.2.0'],
    ['several ranges, in the gap', '1.2.0', affected(['i:0 f:1.2.0', 'i:2.0.0 f:2.2.0']), false],
    [
      'overlapping ranges: the fix of one is affected by the other',
      '1.0.0',
      affected(['i:0 f:1.1.0', 'i:0 f:1.2.0']),
      true,
      '1.2.0',
    ],
    ['below the limit', '1.9.0', affected(['i:0 m:2.0.0']), true],
    ['at the limit', '2.0.0', affected(['i:0 m:2.0.0']), false],
    ['one of several limits', '2.5.0', affected(['i:0 m:2.0.0 m:3.0.0']), true],
    ['a limit of * is none', '9.0.0', affected(['i:0 m:*']), true],
    ['introduced again where fixed', '1.5.0', affected(['i:0 f:1.0.0 i:1.0.0 f:2.0.0']), true, '2.0.0'],
    ['introduced and fixed at one version is empty', '1.0.0', affected(['i:1.0.0 f:1.0.0']), false],
    ['listed version', '1.0.0', affected([], ['0.9.0', '1.0.0']), true],
    ['listed version in other spelling', 'v1.0.0', affected([], ['1.0.0']), true],
    ['not listed', '1.0.1', affected([], ['0.9.0', '1.0.0']), false],
    ['listed beside a range', '3.0.0', affected(['i:0 f:1.0.0'], ['3.0.0']), true],
    ['nothing said', '1.0.0', affected([]), false],
    [
      'a listed version that cannot be read is passed over',
      '1.0.0',
      affected([], ['bulbasaur', '1.0.0']),
      true,
    ],
  ];
  const complete = rows.map(
    ([name, version, of, expected, fixed]) => [name, version, of, expected, fixed] as const,
  );
  it.each(complete)('%s', (_name, version, of, expected, fixed) => {
    const result = verdict(semver, version, of);
    expect([result.affected, result.fixed, result.unreadable]).toEqual([expected, fixed, []]);
  });

  const schemeRows: readonly (readonly [VersionScheme<unknown>, string, string, boolean])[] = [
    [deb, '1.1.1n-0+deb11u3', '1.1.1n-0+deb11u4', true],
    [deb, '1.1.1n-0+deb11u4', '1.1.1n-0+deb11u4', false],
    [deb, '5.2.5-2.1~deb11u1', '5.2.5-2.1', true],
    [apk, '1.36.1-r1', '1.36.1-r2', true],
    [apk, '1.36.1-r10', '1.36.1-r2', false],
    [pep440, '2.0b1', '2.0', true],
    [pep440, '2.0.post1', '2.0', false],
  ];
  it.each(schemeRows)('%#: by the scheme', (scheme, version, fixed, expected) => {
    expect(verdict(scheme, version, affected([`i:0 f:${fixed}`])).affected).toBe(expected);
  });

  it('names the range that includes the version', () => {
    const of = affected(['i:0 f:1.0.0', 'i:2.0.0 f:2.5.0']);
    expect(verdict(semver, '2.1.0', of).range).toBe(of.ranges[1]);
    expect(verdict(semver, '3.0.0', affected(['i:0 f:1.0.0'], ['3.0.0'])).range).toBeUndefined();
  });

  it('says nothing of a range it cannot read, and says so', () => {
    const result = verdict(semver, '1.0.0', affected(['i:0 f:banana', 'i:0 f:2.0.0']));
    expect(result).toMatchObject({ affected: true, fixed: '2.0.0', unreadable: ['banana'] });
    expect(verdict(semver, '1.0.0', affected(['i:0 f:banana']))).toMatchObject({ affected: false });
  });

  it('does not depend on the order of events at different versions', () => {
    const number = fc.integer({ min: 0, max: 9 });
    const intervals = fc.uniqueArray(number, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(intervals, number, fc.infiniteStream(fc.nat()), (numbers, at, order) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const inOrder = sorted.map(
          (n, i): RangeEvent => (i % 2 ? { fixed: `${n}.0.0` } : { introduced: `${n}.0.0` }),
        );
        const shuffled = inOrder
          .map((event) => [order.next().value, event] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, event]) => event);
        const expected = sorted.filter((n) => n <= at).length % 2 === 1;
        for (const list of [inOrder, shuffled]) {
          const of: AffectedVersions = { ranges: [{ type: 'SEMVER', events: list }], versions: [] };
          expect(verdict(semver, `${at}.0.0`, of).affected).toBe(expected);
        }
      }),
    );
  });

  it('agrees with the pseudo-code of the specification on any mix of events', () => {
    const number = fc.integer({ min: 0, max: 6 });
    const kinds = (...names: readonly string[]) =>
      fc.tuple(fc.constantFrom(...names), number).map(([kind, at]) => ({ [kind]: `${at}.0.0` }));
    const range = fc
      .tuple(
        fc.constantFrom('introduced 0', 'introduced'),
        fc.oneof(
          fc.array(kinds('introduced', 'fixed', 'limit'), { maxLength: 5 }),
          fc.array(kinds('introduced', 'last_affected'), { maxLength: 5 }),
        ),
        number,
      )
      .map(([first, rest, at]): readonly OsvEvent[] => [
        { introduced: first === 'introduced 0' ? '0' : `${at}.0.0` },
        ...rest,
      ])
      // At the same version the order of different kinds is not said; imgscan keeps the record's.
      .filter((events) => new Set(events.map((event) => Object.values(event)[0])).size === events.length);
    const semverScheme = schemeOf('npm');
    if (semverScheme === undefined) throw new Error('npm has no scheme');
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 3 }),
        fc.array(number, { maxLength: 2 }),
        number,
        (list, listed, at) => {
          const versions = listed.map((each) => `${each}.0.0`);
          const osv = {
            package: { ecosystem: 'npm', name: 'x' },
            versions,
            ranges: list.map((events) => ({ type: 'SEMVER', events })),
          };
          const expected = referenceOf(osv, (text) => Number(text.split('.')[0]))(`${at}.0.0`);
          const [advisory] = decodeOsv(
            { id: 'X-1', modified: '2026-01-01T00:00:00Z', affected: [osv] },
            'test',
            () => undefined,
          ).advisories;
          const verdict = evaluate(
            semverScheme,
            semverScheme.parse(`${at}.0.0`),
            advisory ?? { ranges: [], versions: [] },
          );
          expect(verdict.affected).toBe(expected);
          if (verdict.fixed === undefined) return;
          expect(referenceOf(osv, (text) => Number(text.split('.')[0]))(verdict.fixed)).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes absurd numbers of events and versions in its stride', () => {
    const events = Array.from({ length: 5_000 }, (_, at) => [
      { introduced: `${at}.0.0` },
      { fixed: `${at}.5.0` },
    ]).flat();
    const versions = Array.from({ length: 20_000 }, (_, at) => `9999.0.${at}`);
    const started = performance.now();
    const npm = schemeOf('npm');
    if (npm === undefined) throw new Error('npm has no scheme');
    const absurd = {
      ranges: [
        { type: 'SEMVER' as const, events },
        { type: 'SEMVER' as const, events },
      ],
      versions,
    };
    expect(evaluate(npm, npm.parse('17.1.0'), absurd)).toMatchObject({ affected: true, fixed: '17.5.0' });
    expect(evaluate(npm, npm.parse('17.6.0'), absurd).affected).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
