/** The catalogers against the tools whose databases they read, on this machine's own packages. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dpkg } from '../../src/cataloger/dpkg.ts';
import { dpkgFiles } from '../../src/cataloger/dpkg-files.ts';
import { npm } from '../../src/cataloger/npm.ts';
import { python } from '../../src/cataloger/python.ts';
import type { FileCataloger } from '../../src/model/analyzer.ts';

function run(debianPackage: string, program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (cause) {
    throw new Error(`${program} failed or is missing: install the Debian package ${debianPackage}`, {
      cause,
    });
  }
}

const read = (cataloger: FileCataloger, path: string) =>
  cataloger.catalog({ path: path.replace(/^\//, ''), bytes: readFileSync(path) });

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

it('dpkg: as dpkg-query says', () => {
  const fields = [
    'db:Status-Status',
    'Package',
    'Version',
    'Architecture',
    'source:Package',
    'source:Version',
  ];
  const format = [...fields, 'Maintainer', 'Installed-Size'].map((field) => `$\{${field}}`).join('|');
  const expected = lines(run('dpkg', 'dpkg-query', '-W', '-f', `${format}\n`))
    .filter((line) => !/^(?:config-files|not-installed)\|/.test(line))
    .map((line) => line.slice(line.indexOf('|') + 1));
  const { packages, warnings } = read(dpkg, '/var/lib/dpkg/status');
  const found = packages.map((item) =>
    [
      item.name,
      item.version,
      item.architecture,
      item.source?.name ?? item.name,
      item.source?.version ?? item.version,
      item.maintainer,
      item.installedBytes === undefined ? '' : item.installedBytes / 1024,
    ].join('|'),
  );
  expect(warnings).toEqual([]);
  expect(expected.length).toBeGreaterThan(50);
  expect(found.sort()).toEqual(expected.sort());
});

it('dpkg-files: as dpkg -L says, without directories', () => {
  const lists = readdirSync('/var/lib/dpkg/info').filter((name) => name.endsWith('.list'));
  let files = 0;
  for (const name of lists.slice(0, 12)) {
    const [owner] = read(dpkgFiles, `/var/lib/dpkg/info/${name}`).owns;
    const listed = new Set(lines(run('dpkg', 'dpkg-query', '-L', name.replace(/\.list$/, ''))));
    for (const file of owner?.files ?? []) expect(listed.has(`/${file}`), `${name}: ${file}`).toBe(true);
    for (const path of listed) {
      const isKept = owner?.files.includes(path.slice(1)) ?? false;
      const isParent = [...listed].some((other) => other.startsWith(`${path}/`));
      if (path.startsWith('/') && path !== '/.') expect(isKept || isParent, `${name}: ${path}`).toBe(true);
    }
    files += owner?.files.length ?? 0;
  }
  expect(files).toBeGreaterThan(50);
});

it('python: as importlib.metadata says', () => {
  const script = `import importlib.metadata as m, json, sys
print(json.dumps([[str(getattr(d, '_path')), d.metadata['Name'], d.version] for d in m.distributions()]))`;
  const rows: unknown = JSON.parse(run('python3', 'python3', '-c', script));
  expect(Array.isArray(rows)).toBe(true);
  let checked = 0;
  for (const row of Array.isArray(rows) ? rows : []) {
    const [directory, name, version]: string[] = row;
    const path = [`${directory}/METADATA`, `${directory}/PKG-INFO`, `${directory}`].find(
      (candidate) => existsSync(candidate) && python.wants(candidate, 1),
    );
    if (path === undefined) continue;
    expect(read(python, path).packages).toMatchObject([{ name, version }]);
    checked++;
  }
  expect(checked).toBeGreaterThan(0);
});

it('npm: as npm ls says, on this project', () => {
  const root = process.cwd();
  const expected = lines(run('npm', 'npm', 'ls', '--all', '--parseable', '--long'))
    .map((line) => line.split(':'))
    .filter(([path]) => path?.includes('/node_modules/'))
    .map(([path, id]) => `${path?.slice(root.length + 1)} ${id}`);
  expect(expected.length).toBeGreaterThan(20);
  for (const line of expected) {
    const [directory, id] = line.split(' ');
    const path = `${directory}/package.json`;
    expect(npm.wants(path, 1), path).toBe(true);
    const [found] = read(npm, path).packages;
    expect(`${found?.namespace ? `${found.namespace}/` : ''}${found?.name}@${found?.version}`).toBe(id);
  }
});
