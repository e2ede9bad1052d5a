/** One software, one row: Debian's own Python packages against vendored ones, as dpkg and pip list them; and SBOMs of it. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { runImgscan } from './support/imgscan.ts';
import { expectInventory } from './support/inventory.ts';
import { tool } from './support/tool.ts';

const debs = ['bash', 'python3-idna', 'python3-requests', 'python3-six', 'python3-urllib3'];
const distPackages = 'usr/lib/python3/dist-packages';

let work: string;
let root: string;
let pip: string;
let report: Report;
const fileOf = (name: string) => join(work, name);

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'imgscan-sbom-'));
  root = fileOf('root');
  await mkdir(fileOf('debs'));
  await mkdir(join(root, 'var/lib/dpkg/info'), { recursive: true });
  await mkdir(join(root, 'var/lib/dpkg/updates'));
  await mkdir(join(root, 'etc'));
  await writeFile(join(root, 'var/lib/dpkg/status'), '');
  await writeFile(join(root, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  await tool('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...debs], {
    cwd: fileOf('debs'),
  });
  const archives = (await readdir(fileOf('debs'))).map((name) => join(fileOf('debs'), name));
  await tool('dpkg', [
    `--root=${root}`,
    '--force-all',
    '--force-script-chrootless',
    '--no-triggers',
    '--unpack',
    ...archives,
  ]);
  await tool('python3', ['-m', 'venv', fileOf('venv')]);
  pip = fileOf('venv/bin/pip');
  const vendored = ['requests==2.31.0', 'six==1.16.0', 'idna==3.7'];
  const quiet = ['install', '-q', '--disable-pip-version-check', '--target', join(root, 'app/vendor')];
  await tool(pip, [...quiet, ...vendored]);
  const outputs = ['r.json', 'r.cdx.json', 'r.spdx.json'].flatMap((name) => ['-o', fileOf(name)]);
  const { code, stderr } = await runImgscan([`rootfs:${root}`, '--no-cache', ...outputs]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  report = JSON.parse(await readFile(fileOf('r.json'), 'utf8'));
});

afterAll(() => rm(work, { recursive: true, force: true }));

const label = ({ name, version }: { readonly name: string; readonly version: string }) =>
  `${name.toLowerCase().replaceAll('_', '-')} ${version}`;

async function pipList(path: string): Promise<string[]> {
  const text = await tool(pip, ['list', '--disable-pip-version-check', '--format', 'json', '--path', path]);
  const listed: readonly { readonly name: string; readonly version: string }[] = JSON.parse(text);
  return listed.map(label);
}

it('dpkg tells its own packages, pip those that are beside them, and none is told twice', async () => {
  process.stdout.write('ecosystem | tool | packages by tool | found | precision | recall\n');
  const ofType = (type: string) => report.packages.filter((pkg) => pkg.type === type).map(label);
  const admin = join(root, 'var/lib/dpkg');
  const listed = await tool('dpkg-query', ['--admindir', admin, '-W']);
  expectInventory('Debian', 'dpkg-query', listed.trimEnd().replaceAll('\t', ' ').split('\n'), ofType('deb'));
  expectInventory(
    'Python, vendored',
    'pip list --path',
    await pipList(join(root, 'app/vendor')),
    ofType('pypi'),
  );
  const suppressed = (report.suppressed ?? []).filter(({ package: of }) => of.type === 'pypi');
  expectInventory(
    'Python, Debian’s',
    'pip list --path',
    await pipList(join(root, distPackages)),
    suppressed.map(({ package: of }) => label(of)),
  );
  for (const { package: of, by } of suppressed) {
    expect(of.path.startsWith(distPackages)).toBe(true);
    expect(by.startsWith(`pkg:deb/debian/python3-${of.name.toLowerCase()}@`)).toBe(true);
  }
});

it.each(['r.cdx.json', 'r.spdx.json'])('sbom:%s tells the same packages', async (name) => {
  const { code, stdout } = await runImgscan(['packages', `sbom:${fileOf(name)}`, '-f', 'purl']);
  expect(code).toBe(0);
  expect(stdout).toBe(report.packages.map(({ purl }) => `${purl}\n`).join(''));
});

it('diff tells an update', async () => {
  // pip leaves the metadata of what it replaces in a target directory.
  await rm(join(root, 'app/vendor/idna-3.7.dist-info'), { recursive: true });
  await tool(pip, [
    'install',
    '-q',
    '--disable-pip-version-check',
    '--upgrade',
    '--target',
    join(root, 'app/vendor'),
    'idna==3.10',
  ]);
  const { code, stdout } = await runImgscan([
    'diff',
    fileOf('r.json'),
    `rootfs:${root}`,
    '--no-cache',
    '-f',
    'json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).packages).toMatchObject({
    added: [],
    removed: [],
    changed: [{ type: 'pypi', name: 'idna', before: ['3.7'], after: ['3.10'] }],
  });
});
