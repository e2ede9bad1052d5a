/** Root file systems of Debian 11, 12 and 13 against dpkg-query: ecosystem | tool | by tool | found | precision | recall. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { scan } from './support/imgscan.ts';
import { expectInventory } from './support/inventory.ts';
import { tool } from './support/tool.ts';

const suites = [
  ['11', 'bullseye'],
  ['12', 'bookworm'],
  ['13', 'trixie'],
] as const;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-debian-'));
  const uris = await tool('apt-get', ['indextargets', '--format', '$(REPO_URI)']);
  const mirror = uris.split('\n').find((uri) => /\/debian\/$/.test(uri));
  expect(mirror, 'the mirror that apt has').toBeDefined();
  await Promise.all(suites.map(([, suite]) => install(suite, `deb ${mirror} ${suite} main`)));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** With the settings of a package that was removed, which dpkg still lists: it is not installed. */
async function install(suite: string, source: string): Promise<void> {
  const remove = '--customize-hook=dpkg --root="$1" --remove nano';
  await tool('mmdebstrap', [
    '--variant=minbase',
    '--include=nano',
    remove,
    suite,
    join(directory, suite),
    source,
  ]);
}

const fields = ['Package', 'Version', 'Architecture', 'source:Package', 'source:Version'];

/** Name, version and architecture of what is installed, and its source's name and version. */
async function listPackages(root: string): Promise<readonly string[]> {
  const format = ['db:Status-Status', ...fields].map((field) => `\${${field}}`).join(' ');
  const lines = (
    await tool('dpkg-query', [`--admindir=${join(root, 'var/lib/dpkg')}`, '-W', `-f=${format}\\n`])
  ).split('\n');
  expect(lines.filter((line) => line.startsWith('config-files nano '))).toHaveLength(1);
  return lines.flatMap((line) => /^installed (.+)/.exec(line)?.[1] ?? []);
}

function packagesOf(report: Report): readonly string[] {
  return report.packages.map(({ name, version, architecture, source }) =>
    [name, version, architecture, source?.name ?? name, source?.version ?? version].join(' '),
  );
}

it.each(suites)('Debian %s: packages and their sources as dpkg-query says', async (release, suite) => {
  const root = join(directory, suite);
  const report = await scan(`rootfs:${root}`);
  expectInventory(`deb (Debian ${release})`, 'dpkg-query', await listPackages(root), packagesOf(report));
  expect(report.warnings).toEqual([]);
  expect(report.packages.filter(({ purl }) => !purl.includes(`distro=debian-${release}`))).toEqual([]);
  // Every package but those that are empty by intention has the bytes of its files.
  const bare = report.packages.filter(({ liveBytes }) => liveBytes === 0);
  expect(bare.map(({ name }) => name)).toEqual([]);
});
