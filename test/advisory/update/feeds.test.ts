import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../../../src/advisory/store/open.ts';
import { jsonMembers } from '../../../src/advisory/update/json-members.ts';
import { listEcosystems } from '../../../src/advisory/update/list.ts';
import { directoryOrigin } from '../../../src/advisory/update/origin.ts';
import { type FeedOutcome, updateFeeds } from '../../../src/advisory/update/update.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imgscan-feeds-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: unknown): void {
  const file = join(root, 'mirror', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.isBuffer(content) ? content : JSON.stringify(content));
  const time = new Date('2026-07-01T00:00:00Z');
  utimesSync(file, time, time);
}

function update(...feeds: readonly string[]): Promise<readonly FeedOutcome[]> {
  return updateFeeds({
    directory: join(root, 'store'),
    feeds,
    origin: directoryOrigin(join(root, 'mirror')),
    isPublic: false,
    waitMs: 0,
    now: () => new Date('2026-07-02T00:00:00Z'),
  });
}

function look<T>(act: (store: OpenedStore) => T): T {
  const store = openStore(join(root, 'store'));
  try {
    return act(store);
  } finally {
    store.close();
  }
}

describe('the Debian security tracker', () => {
  const release = (fields: object) => ({ status: 'open', urgency: 'not yet assigned', ...fields });
  const tracker = {
    openssl: {
      'CVE-2026-1': {
        description: 'It {breaks} "quotes" \\',
        scope: 'remote',
        releases: {
          bookworm: release({ status: 'resolved', fixed_version: '3.0.11-1~deb12u2', urgency: 'high' }),
          trixie: release({ status: 'resolved', fixed_version: '0' }),
          bullseye: release({ nodsa: 'Minor issue', nodsa_reason: '' }),
          buster: release({ urgency: 'end-of-life' }),
          sid: release({ status: 'resolved', fixed_version: '3.1-1' }),
        },
      },
      'CVE-2026-2': {
        releases: {
          bookworm: release({ urgency: 'unimportant' }),
          trixie: release({ nodsa: 'Too intrusive', nodsa_reason: 'ignored', urgency: 'low**' }),
          bullseye: release({ status: 'undetermined' }),
        },
      },
      'CVE-2026-3': { releases: { bookworm: { status: 'weird' } } },
    },
    libssl: { 'CVE-2026-1': { description: 'Same', releases: { bookworm: release({}) } } },
  };

  it('says what the team says of each release', async () => {
    put('debian-tracker.json', tracker);
    const [outcome] = await update('debian-tracker');
    expect(outcome).toMatchObject({ result: 'changed', records: 3, skipped: 1 });
    expect(outcome?.warnings[0]?.message).toContain('CVE-2026-3 of openssl');
    look((store) => {
      const said = (ecosystem: string) =>
        store
          .lookup(ecosystem, 'openssl')
          .map(({ id, ranges, verdict, verdictReason, severity, aliases }) => {
            return [id, ranges[0]?.events.at(-1), verdict, verdictReason, severity, aliases];
          });
      const first = ['DEBIAN-CVE-2026-1', 'CVE-2026-1'] as const;
      const second = ['DEBIAN-CVE-2026-2', 'CVE-2026-2'] as const;
      expect(said('Debian:12')).toEqual([
        [first[0], { fixed: '3.0.11-1~deb12u2' }, undefined, undefined, 'high', [first[1]]],
        [second[0], { introduced: '0' }, 'unimportant', undefined, 'info', [second[1]]],
      ]);
      expect(said('Debian:13')).toEqual([
        [first[0], undefined, 'not-affected', undefined, 'unknown', [first[1]]],
        [second[0], { introduced: '0' }, 'will-not-fix', 'Too intrusive', 'low', [second[1]]],
      ]);
      expect(said('Debian:11')).toEqual([
        [first[0], { introduced: '0' }, 'postponed', 'Minor issue', 'unknown', [first[1]]],
        [second[0], undefined, 'undetermined', undefined, 'unknown', [second[1]]],
      ]);
      expect(said('Debian:10')).toEqual([
        [first[0], { introduced: '0' }, 'end-of-life', undefined, 'unknown', [first[1]]],
      ]);
      expect(store.lookup('Debian:12', 'libssl')[0]?.summary).toBe('Same');
      expect(store.records('CVE-2026-1')).toHaveLength(2);
    });
    expect(await update('debian-tracker')).toMatchObject([{ result: 'unchanged' }]);
  });

  it('that is cut off leaves what there was', async () => {
    put('debian-tracker.json', tracker);
    await update('debian-tracker');
    put('debian-tracker.json', Buffer.from(JSON.stringify(tracker).slice(0, -10)));
    expect(await update('debian-tracker')).toMatchObject([{ result: 'failed', records: 3 }]);
    expect(look((store) => store.lookup('Debian:12', 'openssl'))).toHaveLength(2);
  });
});

describe('members of a large object', () => {
  it('are those that JSON.parse finds, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat({ max: 3 }),
        fc.integer({ min: 1, max: 40 }),
        (value, indent, size) => {
          const text = Buffer.from(JSON.stringify(value, undefined, indent));
          const chunks: Buffer[] = [];
          for (let at = 0; at < text.length; at += size) chunks.push(text.subarray(at, at + size));
          const members = [...jsonMembers(chunks, 'x', 1e6)].map(({ key, text: member }) => [
            key,
            JSON.parse(member.toString()),
          ]);
          expect(members).toEqual(Object.entries(JSON.parse(text.toString())));
        },
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['a list', '[1]'],
    ['no JSON', 'hello'],
    ['an open end', '{"a": {'],
    ['a depth without end', `{"a":${'['.repeat(1000)}`],
    ['a value without end', `{"a":"${'x'.repeat(10_000)}`],
  ])('%s is refused', (_name, text) => {
    expect(() => [...jsonMembers([Buffer.from(text)], 'x', 5000)]).toThrow();
  });
});

describe('security databases of apk distributions', () => {
  it('say which version fixed what, and what a package never had', async () => {
    const packages = [
      {
        pkg: {
          name: 'busybox',
          secfixes: {
            '1.36.1-r5': ['CVE-2026-1 GHSA-aaaa-bbbb-cccc', 'CVE-2026-2 (+ regression fix)'],
            '1.36.1-r10': ['CVE-2026-2'],
            '0': ['CVE-2026-3'],
            '1.0-r0': [],
          },
        },
      },
      { pkg: { secfixes: {} } },
    ];
    put('alpine-secdb/v3.20/main.json', { distroversion: 'v3.20', reponame: 'main', packages });
    put('wolfi-secdb.json', { packages: [packages[0]] });
    const outcomes = await update('alpine-secdb/v3.20', 'wolfi-secdb');
    expect(outcomes).toMatchObject([
      { result: 'changed', records: 3, skipped: 1 },
      { result: 'changed', records: 3 },
    ]);
    look((store) => {
      const said = store.lookup('Alpine:v3.20', 'busybox').map(({ id, ranges, aliases, verdict }) => {
        return [id, ranges[0]?.events[1], aliases, verdict];
      });
      expect(said).toEqual([
        ['ALPINE-CVE-2026-1', { fixed: '1.36.1-r5' }, ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'], undefined],
        ['ALPINE-CVE-2026-2', { fixed: '1.36.1-r10' }, ['CVE-2026-2'], undefined],
        ['ALPINE-CVE-2026-3', undefined, ['CVE-2026-3'], 'not-affected'],
      ]);
      expect(store.lookup('Wolfi', 'busybox')).toHaveLength(3);
      expect(store.lookup('Alpine:v3.19', 'busybox')).toEqual([]);
    });
  });
});

describe('CISA and FIRST', () => {
  it('say how far a CVE is used', async () => {
    put('known_exploited_vulnerabilities.json', {
      dateReleased: '2026-06-30T10:00:00.0Z',
      vulnerabilities: [
        { cveID: 'CVE-2021-44228', knownRansomwareCampaignUse: 'Known' },
        { cveID: 'CVE-2014-0160', knownRansomwareCampaignUse: 'Unknown' },
      ],
    });
    const lines = ['#model_version:v2025.03.14,score_date:2026-07-01T00:00:00+0000', 'cve,epss,percentile'];
    lines.push('CVE-2021-44228,0.94358,0.99958', 'CVE-2026-1000,0.00043,0.1', 'nonsense,2,3');
    put('epss_scores-current.csv.gz', gzipSync(`${lines.join('\n')}\n`));
    expect(await update('kev', 'epss')).toMatchObject([
      { result: 'changed', records: 2 },
      { result: 'changed', records: 2 },
    ]);
    look((store) => {
      expect(store.exploitation?.('CVE-2021-44228')).toEqual({
        known: true,
        ransomware: true,
        epss: 0.94358,
        epssPercentile: 0.99958,
      });
      expect(store.exploitation?.('CVE-2014-0160')).toEqual({ known: true });
      expect(store.exploitation?.('CVE-2026-1000')).toEqual({ epss: 0.00043, epssPercentile: 0.1 });
      expect(store.exploitation?.('CVE-1')).toBeUndefined();
      expect(store.status().sources).toMatchObject([
        { name: 'epss', newest: '2026-07-01T00:00:00Z' },
        { name: 'kev', newest: '2026-06-30T10:00:00.0Z' },
      ]);
    });
  });

  it.each([
    ['kev', 'known_exploited_vulnerabilities.json', { vulnerabilities: [{ cveID: 7 }] }],
    ['epss', 'epss_scores-current.csv.gz', Buffer.from('plain text')],
    ['epss', 'epss_scores-current.csv.gz', gzipSync('nothing of the kind\n')],
    ['wolfi-secdb', 'wolfi-secdb.json', { packages: 'none' }],
  ])('%s that is something else is refused', async (feed, path, content) => {
    put(path, content);
    expect(await update(feed)).toMatchObject([{ result: 'failed', error: { code: 'ADVISORY_INVALID' } }]);
  });
});

describe('listEcosystems', () => {
  const list = () => listEcosystems(directoryOrigin(join(root, 'mirror')));

  it('reads the list', async () => {
    put('ecosystems.txt', Buffer.from('Debian\nDebian:12\nnpm\n../x\n'));
    put('PyPI/all.zip', {});
    expect(await list()).toEqual(['Debian', 'npm']);
  });

  it('takes the folders of a directory that has none', async () => {
    put('npm/all.zip', {});
    put('Rocky Linux/all.zip', {});
    put('other/README.md', {});
    expect(await list()).toEqual(['Rocky Linux', 'npm']);
  });

  it('is an error where there is neither', async () => {
    put('other/README.md', {});
    await expect(list()).rejects.toMatchObject({ code: 'USAGE' });
  });
});
