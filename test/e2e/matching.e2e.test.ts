/** Matching of all published records against OSV's pseudo-code with the real tools: ecosystem | records | packages | versions | affected | false. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchPackages } from '../../src/advisory/match.ts';
import { type OpenedStore, openStore } from '../../src/advisory/store/open.ts';
import type { AdvisoryStore } from '../../src/model/advisory.ts';
import type { OperatingSystem } from '../../src/model/footprint.ts';
import type { Package, PackageType } from '../../src/model/package.ts';
import { schemeOf } from '../../src/version/list.ts';
import { pkg } from '../advisory/packages.ts';
import { readZip } from '../advisory/zip.ts';
import { compareApk } from './support/apk-order.ts';
import { runImgscan } from './support/imgscan.ts';
import {
  boundsOf,
  type OsvAffected,
  type OsvRecord,
  type RankOf,
  referenceOf,
} from './support/reference-matcher.ts';
import { rankVersions } from './support/version-oracles.ts';

const published = fileURLToPath(new URL('../../../shared/data/osv/', import.meta.url));

interface Ecosystem {
  readonly type: PackageType;
  /** os-release ID, where it is a distribution's. */
  readonly os?: string;
  /** What may come just below and just above a version; what the scheme does not read is left out. */
  readonly neighbours: (version: string) => readonly string[];
  /** How many bounds of the records are no versions: nothing can be said of those, and a warning says so. */
  readonly mistyped?: number;
}

const semantic = (version: string): readonly string[] => {
  const [, core = '', patch = '0', rest] = /^(\d+\.\d+\.)(\d+)(.*)$/.exec(version) ?? [];
  const [below, above] = [`${core}${BigInt(patch) - 1n}`, `${core}${BigInt(patch) + 1n}`];
  return rest === ''
    ? [`${version}-0`, below, above]
    : [`${version}.0`, `${core}${patch}`, `${core}${patch}-0`];
};

const ecosystems: Readonly<Record<string, Ecosystem>> = {
  AlmaLinux: {
    type: 'rpm',
    os: 'almalinux',
    neighbours: (version) => [`${version}~`, `${version}.1`],
  },
  Alpine: {
    type: 'apk',
    os: 'alpine',
    neighbours: (version) => {
      const [, base = '', revision = '0'] = /^(.*?)(?:-r(\d+))?$/.exec(version) ?? [];
      return [`${base}-r${Number(revision) - 1}`, `${base}-r${Number(revision) + 1}`, `${base}_alpha-r9`];
    },
    mistyped: 15,
  },
  Debian: { type: 'deb', os: 'debian', neighbours: (version) => [`${version}~`, `${version}+b1`] },
  Go: { type: 'golang', neighbours: semantic },
  Packagist: {
    type: 'composer',
    neighbours: (version) => [`${version}-dev`, `${version}-alpha`, `${version}-p1`, `${version}.1`],
  },
  PyPI: {
    type: 'pypi',
    mistyped: 2,
    neighbours: (version) => [`${version}.dev0`, `${version}.post1`, `${version}rc1`, `${version}+local`],
  },
  'crates.io': { type: 'cargo', neighbours: semantic },
  npm: { type: 'npm', neighbours: semantic },
};

/** All that is published of one package. */
interface Subject {
  readonly ecosystem: string;
  readonly name: string;
  readonly entries: { readonly id: string; readonly affected: OsvAffected }[];
  readonly versions: Set<string>;
}

function subjectsOf(records: readonly OsvRecord[], neighbours: Ecosystem['neighbours']): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { id, affected: list } of records) {
    for (const affected of list) {
      const { ecosystem, name } = affected.package;
      const key = `${ecosystem}\0${name}`;
      const subject = subjects.get(key) ?? { ecosystem, name, entries: [], versions: new Set(['1.0.0']) };
      subjects.set(key, subject);
      subject.entries.push({ id, affected });
      for (const version of boundsOf(affected)) {
        for (const text of [version, ...neighbours(version)]) subject.versions.add(text);
      }
      for (const version of affected.versions ?? []) subject.versions.add(version);
    }
  }
  return [...subjects.values()];
}

/** The order of each subject's versions as the real tool has it. */
async function rank(id: string, lists: readonly (readonly string[])[]): Promise<readonly RankOf[]> {
  const rows = id === 'apk' ? lists.map(rankApk) : await rankVersions(id, lists);
  return lists.map((list, index) => {
    const ranks = new Map(list.map((version, at) => [version, rows[index]?.[at] ?? Number.NaN]));
    return (version) => ranks.get(version) ?? Number.NaN;
  });
}

function rankApk(list: readonly string[]): readonly number[] {
  const ordered = list.toSorted(compareApk);
  let place = 0;
  const ranks = new Map<string, number>();
  for (const [index, version] of ordered.entries()) {
    if (index > 0 && compareApk(ordered[index - 1] ?? '', version) !== 0) place++;
    ranks.set(version, place);
  }
  return list.map((version) => ranks.get(version) ?? Number.NaN);
}

function packageOf(type: PackageType, name: string, version: string): Package {
  const at = type === 'golang' || type === 'composer' || name.startsWith('@') ? name.lastIndexOf('/') : -1;
  const namespace = at < 0 ? {} : { namespace: name.slice(0, at) };
  return pkg({ type, ...namespace, name: name.slice(at + 1), version });
}

function systemOf(id: string | undefined, ecosystem: string): OperatingSystem | undefined {
  const versionId = ecosystem.split(':')[1]?.replace(/^v/, '') ?? '';
  return id === undefined ? undefined : { id, versionId, idLike: [] };
}

/** Modular rpms are builds of their own, which OSV's pseudo-code knows nothing of. */
function isOtherBuild(version: string, { ranges = [] }: OsvAffected): boolean {
  const fixes = ranges.flatMap(({ events }) => events.map(({ fixed }) => fixed));
  return fixes.some((fixed) => fixed?.includes('.module') === !version.includes('.module'));
}

/** All versions of a package ask the same. */
function remembering(store: AdvisoryStore): AdvisoryStore {
  const known = new Map<string, ReturnType<AdvisoryStore['lookup']>>();
  return {
    ...store,
    lookup(ecosystem, name) {
      const key = `${ecosystem}\0${name}`;
      const found = known.get(key) ?? store.lookup(ecosystem, name);
      known.set(key, found);
      return found;
    },
  };
}

const rows: string[] = [];

describe.skipIf(!existsSync(published))('matching (skipped where ../shared/data is not)', () => {
  let directory = '';
  let store: OpenedStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'imgscan-matching-'));
    const { code, stdout, stderr } = await runImgscan([
      'db',
      'update',
      ...Object.keys(ecosystems),
      '--from',
      published,
      '--db',
      directory,
    ]);
    expect(code, stderr).toBe(0);
    process.stdout.write(stdout);
    store = openStore(directory);
  });

  it.each(Object.entries(ecosystems))('%s: what the specification says', async (family, ecosystem) => {
    const { type, os, neighbours, mistyped = 0 } = ecosystem;
    const texts = [...readZip(readFileSync(join(published, family, 'all.zip')))].map(({ text }) => text);
    const records = texts.map((text): OsvRecord => JSON.parse(text));
    expect(store.manifest()?.feeds[`osv/${family}`]?.records).toBe(records.length);

    const scheme = schemeOf(family);
    if (scheme === undefined) throw new Error(`no scheme for ${family}`);
    const subjects = subjectsOf(records, neighbours);
    const bounds = new Set(records.flatMap(({ affected }) => affected.flatMap(boundsOf)));
    const unreadable = new Set([...bounds].filter((version) => scheme.parse(version) === undefined));
    const lists = subjects.map(({ versions }) =>
      [...versions].filter((version) => scheme.parse(version) !== undefined),
    );
    const ranks = await rank(scheme.id, lists);

    let asked = 0;
    let affectedCount = 0;
    const wrong: string[] = [];
    for (const [index, { ecosystem: exact, name, entries }] of subjects.entries()) {
      const [versions = [], rankOf = Number] = [lists[index], ranks[index]];
      const packages = versions.map((version) => packageOf(type, name, version));
      const { matches } = matchPackages(packages, systemOf(os, exact), remembering(store));
      // One cell for each advisory and version: found 1, expected 2, both 3.
      const ids = new Map(
        [...new Set(entries.map(({ id }) => id))].map((id, at) => [id, at * versions.length]),
      );
      const columns = new Map(versions.map((version, at) => [version, at]));
      const cells = new Uint8Array(ids.size * versions.length);
      const mark = (id: string, version: string, bit: number) => {
        const at = (ids.get(id) ?? Number.NaN) + (columns.get(version) ?? Number.NaN);
        if (Number.isNaN(at)) wrong.push(`stray: ${name} ${version} ${id}`);
        else cells[at] = (cells[at] ?? 0) | bit;
      };
      for (const match of matches) {
        for (const { advisory } of match.hits) mark(advisory.id, match.package.version, 1);
      }
      for (const { id, affected } of entries) {
        if (boundsOf(affected).some((version) => unreadable.has(version))) continue;
        const isAffected = referenceOf(affected, rankOf);
        for (const version of versions) {
          asked++;
          const isBuild = type !== 'rpm' || !isOtherBuild(version, affected);
          if (isBuild && isAffected(version)) mark(id, version, 2);
        }
      }
      for (const [id, row] of ids) {
        for (const [version, column] of columns) {
          const cell = cells[row + column];
          if (cell === 3) affectedCount++;
          else if (cell !== 0)
            wrong.push(`false ${cell === 1 ? 'positive' : 'negative'}: ${name} ${version} ${id}`);
        }
      }
    }
    const count = lists.reduce((sum, list) => sum + list.length, 0);
    rows.push(
      [
        family,
        records.length,
        subjects.length,
        count,
        asked,
        affectedCount,
        unreadable.size,
        wrong.length,
      ].join(' | '),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(unreadable.size).toBe(mistyped);
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    const head = 'ecosystem | records | packages | versions | verdicts | affected | unreadable | false';
    process.stdout.write(`\n${head}\n${rows.join('\n')}\n`);
  });
});
