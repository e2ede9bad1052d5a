import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledDirectory, openBundledFeed, scoresFile } from '../../src/advisory/bundled.ts';
import { scoreOf } from '../../src/advisory/cvss.ts';
import { decodeOsv } from '../../src/advisory/osv.ts';
import type { Advisory } from '../../src/model/advisory.ts';
import { schemeOf } from '../../src/version/list.ts';
import { evaluate, eventText } from '../../src/version/range.ts';
import { readZip } from './zip.ts';

interface Reference {
  readonly type: string;
  readonly url: string;
}

/** The bundled record as written; decodeOsv checks the parts that matching uses. */
interface FeedRecord {
  readonly schema_version: string;
  readonly id: string;
  readonly published: string;
  readonly modified: string;
  readonly summary: string;
  readonly severity?: readonly { readonly type: string; readonly score: string }[];
  readonly database_specific?: { readonly severity?: string; readonly knownExploited?: boolean };
  readonly references: readonly Reference[];
}

const directory = join(bundledDirectory(), 'osv');
const files = readdirSync(directory).sort();
const records: readonly (readonly [string, FeedRecord])[] = files.flatMap((file) =>
  readFileSync(join(directory, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): [string, FeedRecord] => [file, JSON.parse(line)]),
);
const decoded = records.map(([file, record]) => decodeOsv(record, file, scoreOf));
const advisories = decoded.flatMap((result) => result.advisories);

/** Versions that an advisory's ranges name, `0` left out. */
function versionsOf({ ranges, versions }: Advisory): readonly string[] {
  const events = ranges.flatMap((range) => range.events.map(eventText));
  const named = events.filter(({ kind, text }) => !(kind === 'introduced' && text === '0'));
  return [...named.map(({ text }) => text), ...versions];
}

function fixedOf(of: Advisory): readonly string[] {
  const events = of.ranges.flatMap((range) => range.events.map(eventText));
  return events.filter(({ kind }) => kind === 'fixed').map(({ text }) => text);
}

describe('the bundled feed', () => {
  it('has at least 200 records in ten ecosystems', () => {
    expect(records.length).toBeGreaterThanOrEqual(200);
    expect(files).toHaveLength(10);
  });

  it('decodes without a warning, each record into something', () => {
    expect(decoded.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(decoded.filter(({ advisories: some }) => some.length === 0)).toEqual([]);
  });

  it('has ids once, sorted within a file', () => {
    const ids = records.map(([, { id }]) => id);
    const perFile = files.map((file) => records.filter(([name]) => name === file).map(([, { id }]) => id));
    for (const list of perFile) expect(list).toEqual([...new Set(list)].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps each record in the file of its ecosystem', () => {
    const wrong = records.filter(([file], index) =>
      decoded[index]?.advisories.some(({ ecosystem }) => `${ecosystem.split(':', 1)[0]}.jsonl` !== file),
    );
    expect(wrong).toEqual([]);
  });

  it('dates, rates, sums up and references every record', () => {
    const bad = records.flatMap(([, record]) => {
      const problems = [
        !/^1\.\d+\.\d+$/.test(record.schema_version) && 'schema_version',
        !(record.published >= '2014' && record.published <= record.modified) && 'published',
        !(record.modified <= '2026-11-23T23:59:59Z') && 'modified',
        !/^[^\s].{20,160}[^.\s]$/.test(record.summary) && 'summary',
        record.severity?.some(({ score }) => scoreOf(score) === undefined) && 'severity',
        record.severity === undefined && record.database_specific?.severity === undefined && 'severity',
        record.references.length === 0 && 'references',
        record.references.some(({ url }) => !URL.canParse(url) || !url.startsWith('https://')) && 'url',
        record.references[0]?.type !== 'ADVISORY' && 'advisory first',
      ];
      return problems
        .filter((problem) => problem !== false && problem !== undefined)
        .map((what) => [record.id, what]);
    });
    expect(bad).toEqual([]);
    expect(advisories.filter(({ severity }) => severity === 'unknown')).toEqual([]);
  });

  it('names only versions that the scheme of the ecosystem reads, in intervals that hold something', () => {
    const bad = advisories.flatMap((advisory) => {
      const scheme = schemeOf(advisory.ecosystem);
      if (scheme === undefined) return [[advisory.id, 'no scheme']];
      const unreadable = versionsOf(advisory).filter((text) => scheme.parse(text) === undefined);
      const missed = advisory.ranges
        .flatMap((range) => range.events.map(eventText))
        .filter(({ kind, text }) => kind === 'introduced' && text !== '0')
        .filter(({ text }) => {
          const version = scheme.parse(text);
          return version === undefined || !evaluate(scheme, version, advisory).affected;
        });
      const stillAffected = fixedOf(advisory).filter((text) => {
        const version = scheme.parse(text);
        return version === undefined || evaluate(scheme, version, advisory).affected;
      });
      return [...unreadable, ...missed.map(({ text }) => text), ...stillAffected].map((text) => [
        advisory.id,
        text,
      ]);
    });
    expect(bad).toEqual([]);
  });

  it('names source packages of Debian and versions of the right release', () => {
    const bad = advisories.filter(({ ecosystem, ranges }) => {
      const release = /^Debian:(\d+)$/.exec(ecosystem)?.[1];
      const named = /\+deb(\d+)u/.exec(JSON.stringify(ranges))?.[1];
      return release !== undefined && named !== undefined && release !== named;
    });
    expect(bad).toEqual([]);
  });

  it('has the score of each of its vectors beside it', () => {
    const vectors = new Set(
      records.flatMap(([, { severity = [] }]) => severity.map(({ score }) => score)).sort(),
    );
    const scores = Object.fromEntries([...vectors].map((vector) => [vector, scoreOf(vector)]));
    const path = join(bundledDirectory(), scoresFile);
    if (process.env['UPDATE_GOLDEN'] === '1')
      writeFileSync(path, `${JSON.stringify(scores, undefined, 1)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(scores);
  });

  it('opens as a store', async () => {
    const { store, warnings } = await openBundledFeed();
    expect(warnings).toEqual([]);
    expect(store.status()).toMatchObject({ records: records.length, baseline: true });
    expect(Object.keys(store.status().ecosystems)).toEqual(
      expect.arrayContaining([
        'Debian:12',
        'Ubuntu:22.04:LTS',
        'Alpine:v3.20',
        'AlmaLinux:9',
        'npm',
        'PyPI',
        'Go',
      ]),
    );
    expect(store.lookup('Debian:12', 'glibc').map(({ id }) => id)).toContain('DEBIAN-CVE-2023-4911');
    expect(store.lookup('npm', 'nothing-of-this-name')).toEqual([]);
  });
});

const published = fileURLToPath(new URL('../../../shared/data/osv/', import.meta.url));

/** Spelling counts only as far as the ecosystem's scheme says. */
function sameVersion(ecosystem: string, a: string, b: string): boolean {
  const scheme = schemeOf(ecosystem);
  const [left, right] = [scheme?.parse(a), scheme?.parse(b)];
  return left !== undefined && right !== undefined && scheme?.compare(left, right) === 0;
}

describe.skipIf(!existsSync(published))(
  'against published records (skipped where ../shared/data is not)',
  () => {
    // What each record is compared with: facts of the same trouble, ecosystem and package.
    it.each([
      ['Debian', 150],
      ['Alpine', 20],
      ['AlmaLinux', 40],
      ['Go', 45],
      ['PyPI', 55],
      ['crates.io', 18],
      ['npm', 0],
    ])('%s: every fixed version is a published one', (ecosystem, atLeast) => {
      const own = advisories.filter((advisory) => advisory.ecosystem.split(':', 1)[0] === ecosystem);
      const wanted = new Set(own.flatMap(({ id, aliases }) => [id, ...aliases]));
      const known = new Map<string, Set<string>>();
      for (const { text } of readZip(readFileSync(join(published, ecosystem, 'all.zip')))) {
        if (!text.match(/[A-Z]+-[0-9]+[-:][0-9]+/g)?.some((name) => wanted.has(name))) continue;
        const value: { id: string; related?: string[] } = JSON.parse(text);
        for (const advisory of decodeOsv({ ...value, modified: '2026-01-01T00:00:00Z' }, value.id, scoreOf)
          .advisories) {
          for (const name of [advisory.id, ...advisory.aliases, ...(value.related ?? [])]) {
            const key = `${name} ${advisory.ecosystem} ${advisory.name}`;
            const set = known.get(key) ?? new Set();
            known.set(key, set);
            for (const fixed of fixedOf(advisory)) set.add(fixed);
          }
        }
      }
      let compared = 0;
      const bad: string[] = [];
      for (const advisory of own) {
        const names = [advisory.id, ...advisory.aliases];
        const sets = names.map((name) => known.get(`${name} ${advisory.ecosystem} ${advisory.name}`));
        const fixes = sets.flatMap((set) => [...(set ?? [])]);
        if (fixes.length === 0) continue;
        compared++;
        for (const fixed of fixedOf(advisory)) {
          if (!fixes.some((other) => sameVersion(advisory.ecosystem, fixed, other))) {
            bad.push(
              `${advisory.id} ${advisory.ecosystem} ${advisory.name}: ${fixed}, published ${fixes.join(' ')}`,
            );
          }
        }
      }
      expect(bad).toEqual([]);
      expect(compared).toBeGreaterThanOrEqual(atLeast);
    });
  },
);
