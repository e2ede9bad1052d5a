/**
 * Debian images without their security suites: imgscan's findings against the reference matcher's over dpkg's own list.
 * The point releases of both have all that the published records fix, so that each source gets some more records, with
 * bounds around the installed version.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { readZip } from '../advisory/zip.ts';
import { runImgscan } from './support/imgscan.ts';
import {
  boundsOf,
  type OsvAffected,
  type OsvEvent,
  type OsvRecord,
  referenceOf,
} from './support/reference-matcher.ts';
import { tool } from './support/tool.ts';
import { rankVersions } from './support/version-oracles.ts';

const published = fileURLToPath(new URL('../../../shared/data/osv/Debian/all.zip', import.meta.url));
const bundled = fileURLToPath(new URL('../../advisories/osv/Debian.jsonl', import.meta.url));

/** Of the two feeds that imgscan merges; the store's record counts where both have one. */
function readRecords(): readonly OsvRecord[] {
  const baseline = readFileSync(bundled, 'utf8').trimEnd().split('\n');
  const texts = [...baseline, ...[...readZip(readFileSync(published))].map(({ text }) => text)];
  const records = texts.map((text): OsvRecord => JSON.parse(text));
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** Records of every kind of bound at, below and above what is installed. */
function recordsAround(ecosystem: string, installed: readonly Installed[]): readonly OsvRecord[] {
  const sources = new Map(installed.map(({ source, version }) => [source, version]));
  return [...sources].flatMap(([source, version]) => {
    const bounds: Readonly<Record<string, readonly OsvEvent[]>> = {
      'fixed-here': [{ introduced: '0' }, { fixed: version }],
      'fixed-above': [{ introduced: '0' }, { fixed: `${version}+b1` }],
      'fixed-below': [{ introduced: '0' }, { fixed: `${version}~` }],
      'last-here': [{ introduced: '0' }, { last_affected: version }],
      'last-below': [{ introduced: '0' }, { last_affected: `${version}~` }],
      'since-here': [{ introduced: version }],
      'since-above': [{ introduced: `${version}+b1` }],
      again: [
        { introduced: '0' },
        { fixed: `${version}~~` },
        { introduced: `${version}~` },
        { fixed: '999:1' },
      ],
      limited: [{ introduced: '0' }, { limit: version }],
    };
    return Object.entries(bounds).map(([name, events]) => ({
      id: `TEST-${ecosystem}-${source}-${name}`,
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem, name: source }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    }));
  });
}

interface Installed {
  readonly name: string;
  readonly source: string;
  readonly version: string;
}

/** `binary package id` for each record of the release that the reference matcher says affects one of the packages. */
async function expectedPairs(
  records: readonly OsvRecord[],
  ecosystem: string,
  installed: readonly Installed[],
): Promise<readonly string[]> {
  const entries = new Map<string, { readonly id: string; readonly affected: OsvAffected }[]>();
  for (const { id, affected: list } of records) {
    for (const affected of list.filter((item) => item.package.ecosystem === ecosystem)) {
      const { name } = affected.package;
      entries.set(name, [...(entries.get(name) ?? []), { id, affected }]);
    }
  }
  const questions = installed.flatMap((pkg) =>
    (entries.get(pkg.source) ?? []).map((entry) => ({ pkg, ...entry })),
  );
  const lists = questions.map(({ pkg, affected }) => [pkg.version, ...boundsOf(affected)]);
  const ranks = await rankVersions('deb', lists);
  return questions.flatMap(({ pkg, id, affected }, index) => {
    const known = new Map(lists[index]?.map((version, at) => [version, ranks[index]?.[at] ?? Number.NaN]));
    const isAffected = referenceOf(affected, (version) => known.get(version) ?? Number.NaN);
    return isAffected(pkg.version) ? [`${pkg.name} ${id}`] : [];
  });
}

/** The same of a report; a finding names all records of one trouble. */
function foundPairs(report: Report, ids: ReadonlySet<string>): readonly string[] {
  return report.findings
    .filter(({ kind, package: pkg }) => kind === 'vulnerability' && pkg?.type === 'deb')
    .flatMap(({ id, aliases, package: pkg }) =>
      [id, ...aliases].filter((name) => ids.has(name)).map((name) => `${pkg?.name} ${name}`),
    );
}

const suites = [
  ['bullseye', 'Debian:11'],
  ['bookworm', 'Debian:12'],
] as const;

/** A root filesystem from the main archive alone; what dpkg says is in it. */
async function install(suite: string, root: string): Promise<readonly Installed[]> {
  const uris = await tool('apt-get', ['indextargets', '--format', '$(REPO_URI)']);
  const mirror = uris.split('\n').find((uri) => /\/debian\/$/.test(uri));
  expect(mirror, 'the mirror that apt has').toBeDefined();
  const include = '--include=openssl,curl,git,libc6-dev,linux-libc-dev,sudo,xz-utils';
  await tool('mmdebstrap', ['--variant=minbase', include, suite, root, `deb ${mirror} ${suite} main`]);
  const fields = ['db:Status-Status', 'Package', 'source:Package', 'source:Version'];
  const list = await tool('dpkg-query', [
    `--admindir=${join(root, 'var/lib/dpkg')}`,
    '-W',
    `-f=${fields.map((field) => `\${${field}}`).join(' ')}\\n`,
  ]);
  return list.split('\n').flatMap((line): Installed[] => {
    const [status, name = '', source = '', version = ''] = line.split(' ');
    return status === 'installed' ? [{ name, source, version }] : [];
  });
}

describe.skipIf(!existsSync(published))(
  'Debian without its security suite (skipped where ../shared/data is not)',
  () => {
    let directory = '';
    let records: readonly OsvRecord[] = [];
    const installed = new Map<string, readonly Installed[]>();
    const rows: string[] = [];

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'imgscan-debian-'));
      const around: OsvRecord[] = [];
      for (const [suite, ecosystem] of suites) {
        const packages = await install(suite, join(directory, suite));
        installed.set(suite, packages);
        around.push(...recordsAround(ecosystem, packages));
      }
      const files = [...readZip(readFileSync(published))].map(
        ({ name, text }) => [name, strToU8(text)] as const,
      );
      const more = around.map((record) => [`${record.id}.json`, strToU8(JSON.stringify(record))] as const);
      await mkdir(join(directory, 'mirror/Debian'), { recursive: true });
      await writeFile(
        join(directory, 'mirror/Debian/all.zip'),
        zipSync(Object.fromEntries([...files, ...more]), { level: 1 }),
      );
      records = [...readRecords(), ...around];
      const from = ['--from', join(directory, 'mirror'), '--db', join(directory, 'db')];
      const { code, stderr } = await runImgscan(['db', 'update', 'Debian', ...from]);
      expect(code, stderr).toBe(0);
    });

    it.each(suites)('%s', async (suite, ecosystem) => {
      const packages = installed.get(suite) ?? [];
      const expected = await expectedPairs(records, ecosystem, packages);
      const options = ['--format', 'json', '--no-cache', '--offline', '--db', join(directory, 'db')];
      const { code, stdout, stderr } = await runImgscan([`rootfs:${join(directory, suite)}`, ...options]);
      expect(code, stderr).toBe(0);
      const found = foundPairs(JSON.parse(stdout), new Set(records.map(({ id }) => id)));
      rows.push([suite, packages.length, expected.length, found.length].join(' | '));
      expect([...new Set(found)].sort()).toEqual([...new Set(expected)].sort());
      // Four of the nine bounds include what is installed.
      expect(found.length).toBeGreaterThanOrEqual(packages.length * 4);
    });

    afterAll(async () => {
      await rm(directory, { recursive: true, force: true });
      process.stdout.write(`\nsuite | packages | expected | found\n${rows.join('\n')}\n`);
    });
  },
);
