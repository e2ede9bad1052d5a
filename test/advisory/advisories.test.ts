import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdvisories } from '../../src/advisory/advisories.ts';
import { openBundledFeed } from '../../src/advisory/bundled.ts';
import { fileOrigin } from '../../src/advisory/update/origin.ts';
import { updateFeeds } from '../../src/advisory/update/update.ts';
import { os, pkg } from './packages.ts';

const directory = mkdtempSync(join(tmpdir(), 'imgscan-advisories-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A record of the bundled feed, as the store has it: about another package, and one of its own. */
beforeAll(async () => {
  const { store } = await openBundledFeed();
  const [lodash] = store.lookup('npm', 'lodash');
  const minimist = store.lookup('npm', 'minimist')[0]?.id ?? '';
  const published = [lodash?.id ?? '', 'GHSA-own', minimist].map((id, at) => ({
    id,
    modified: '2026-06-01T00:00:00Z',
    summary: 'as published',
    aliases: ['CVE-2026-1000'],
    affected: [
      {
        package: { ecosystem: 'npm', name: id === minimist ? 'minimist' : `package-${at}` },
        versions: ['1.0.0'],
      },
    ],
  }));
  const files = published.map(
    (record) => [`${record.id}.json`, Buffer.from(JSON.stringify(record))] as const,
  );
  const zip = join(directory, 'all.zip');
  writeFileSync(zip, zipSync(Object.fromEntries(files)));
  await updateFeeds({
    directory,
    feeds: ['osv/npm'],
    origin: fileOrigin(zip),
    isPublic: false,
    waitMs: 0,
    now: () => new Date('2026-07-01T00:00:00Z'),
  });
});

describe('the advisories of scans', () => {
  it("are the store's, and the bundled ones that it does not have in whatever form", async () => {
    const { store: bundled } = await openBundledFeed();
    const { store } = await openAdvisories({ directory });
    const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
    const [first = '', ...others] = ids(bundled.lookup('npm', 'lodash'));
    expect(ids(store.lookup('npm', 'lodash'))).toEqual(others);
    expect(ids(store.lookup('npm', 'package-0'))).toEqual([first]);
    expect(store.lookup('npm', 'package-0')[0]?.summary).toBe('as published');
    expect(ids(store.lookup('Debian:12', 'glibc'))).toEqual(ids(bundled.lookup('Debian:12', 'glibc')));
    // What the published record leaves out is the bundled one's to say.
    const [own] = bundled.lookup('npm', 'minimist');
    const merged = store.lookup('npm', 'minimist').find(({ id }) => id === own?.id);
    expect(merged).toMatchObject({
      severity: own?.severity,
      summary: 'as published',
      aliases: ['CVE-2026-1000'],
      versions: ['1.0.0'],
    });
    const { baseline, baselineEcosystems, ecosystems } = store.status();
    expect(baseline).toBe(false);
    expect(ecosystems['npm']).toBe(3);
    expect(baselineEcosystems).toContain('Debian:12');
    expect(baselineEcosystems).not.toContain('npm');
  });

  it('are the bundled ones where there is no store', async () => {
    const { store, warnings } = await openAdvisories({ directory: join(directory, 'nowhere') });
    expect(warnings).toEqual([]);
    expect(store.status().baseline).toBe(true);
    expect(store.lookup('npm', 'lodash').length).toBeGreaterThan(0);
  });

  it('fetch what packages need, each feed once, and only where it is said from where', async () => {
    const asked: (readonly string[])[] = [];
    const load = async (feeds: readonly string[]) => {
      asked.push(feeds);
      return ['It could not be had.'];
    };
    const packages = [
      pkg({ type: 'npm', name: 'x', version: '1.0.0' }),
      pkg({ type: 'deb', name: 'y', version: '1.0.0' }),
      pkg({ type: 'pypi', name: 'z', version: '1.0.0' }),
    ];
    const nowhere = await openAdvisories({ directory, load });
    expect(await nowhere.prepare(packages, os('debian', '12'))).toEqual([]);
    const { prepare } = await openAdvisories({ directory, load, base: 'https://example.org' });
    expect(await prepare(packages, os('debian', '12'))).toEqual([
      { code: 'FEED_UNAVAILABLE', message: 'It could not be had.' },
    ]);
    expect(await prepare(packages, os('debian', '12'))).toEqual([]);
    expect(asked).toEqual([['osv/Debian', 'osv/PyPI']]);
  });
});
