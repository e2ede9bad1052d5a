/** Packages of rpm and pacman systems against what the tools themselves list; prints a row for each store. */
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pacman } from '../../src/cataloger/pacman.ts';
import { rpmManifest } from '../../src/cataloger/rpm/manifest.ts';
import { rpm } from '../../src/cataloger/rpm/rpm.ts';
import type { CatalogResult } from '../../src/model/analyzer.ts';
import { scan } from './support/imgscan.ts';
import { writeNdb } from './support/ndb.ts';
import { tool } from './support/tool.ts';

let work: string;
let root: string;
const table: string[] = [];

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const rpmRoot = (directory: string, ...args: readonly string[]) =>
  tool('rpm', ['--root', directory, '--define', '_dbpath /var/lib/rpm', ...args]);

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'imgscan-inventory-'));
  root = join(work, 'root');
  await mkdir(root);
  await writeFile(join(work, 'openssl.spec'), spec());
  await tool('rpmbuild', ['-bb', '--define', `_topdir ${join(work, 'build')}`, join(work, 'openssl.spec')]);
  const built = join(work, 'build/RPMS/noarch');
  const files = (await readdir(built)).map((name) => join(built, name));
  await rpmRoot(root, '--nodeps', '--noscripts', '-i', ...files);
});

afterAll(async () => {
  const head = 'ecosystem | tool | packages by tool | found | precision | recall';
  process.stdout.write(`${[head, ...table].join('\n')}\n`);
  await rm(work, { recursive: true, force: true });
});

/** Many small packages and one of some thousand files, in folders with odd names, of different epochs and versions. */
function spec(): string {
  const names = Array.from({ length: 120 }, (_, index) => `part${index}`);
  return `Name: openssl
Epoch: 1
Version: 1.1.1k
Release: 5.el8_5
Summary: made for a test
License: OpenSSL and ASL 2.0
Vendor: Example
BuildArch: noarch
%description
None.
${names
  .map((name, index) => {
    const version = index % 3 === 0 ? `Version: ${index}.0~rc1^git\nEpoch: ${index % 2}\n` : '';
    return `%package ${name}\nSummary: a part\n${version}%description ${name}\nNone.`;
  })
  .join('\n')}
%install
mkdir -p "%{buildroot}/usr/share/a b/ü" %{buildroot}/usr/bin %{buildroot}/empty
for file in $(seq 3000); do echo $file >"%{buildroot}/usr/share/a b/ü/$file"; done
ln -s part1 %{buildroot}/usr/bin/link
${names.map((name) => `echo ${name} >%{buildroot}/usr/bin/${name}`).join('\n')}
%files
%dir /empty
"/usr/share/a b"
/usr/bin/link
${names.map((name) => `%files ${name}\n/usr/bin/${name}`).join('\n')}
`;
}

/** Precision and recall of 1 in names, versions and architectures, and the same files. */
async function compareWithRpm(store: string, directory: string, result: CatalogResult): Promise<void> {
  const query = '%{NAME}|%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}|%{ARCH}|%{LICENSE}|%{SIZE}\\n';
  const expected = lines(await rpmRoot(directory, '-qa', '--qf', query));
  const found = result.packages.map((item) =>
    [item.name, item.version, item.architecture, item.licenses[0], item.installedBytes].join('|'),
  );
  addRow('rpm', `rpm -qa (${store})`, expected, found);
  expect(result.warnings).toEqual([]);
  expect(found.sort()).toEqual(expected.sort());
  const fileQuery = '[%{=NAME} %{FILEMODES:perms} %{FILENAMES}\\n]';
  const files = lines(await rpmRoot(directory, '-qa', '--qf', fileQuery))
    .filter((line) => !/^\S+ d/.test(line))
    .map((line) => line.replace(/^(\S+) \S+ \//, '$1 '));
  const owned = result.owns.flatMap((list) => list.files.map((file) => `${list.package} ${file}`));
  expect(files.length).toBeGreaterThan(3_000);
  expect(owned.sort()).toEqual(files.sort());
}

function addRow(ecosystem: string, by: string, expected: readonly string[], found: readonly string[]): void {
  const right = found.filter((item) => expected.includes(item)).length;
  const precision = (right / Math.max(found.length, 1)).toFixed(2);
  const recall = (right / expected.length).toFixed(2);
  table.push([ecosystem, by, expected.length, found.length, precision, recall].join(' | '));
}

it('reads SQLite as rpm does', async () => {
  const bytes = await readFile(join(root, 'var/lib/rpm/rpmdb.sqlite'));
  await compareWithRpm('SQLite', root, rpm.catalog({ path: 'var/lib/rpm/rpmdb.sqlite', bytes }));
});

/** Number and header in hex of each package that rpm stored. */
async function storedHeaders(): Promise<readonly (readonly [number: string, header: string])[]> {
  const query = 'SELECT hnum, lower(hex(blob)) FROM Packages';
  return lines(await tool('sqlite3', [join(root, 'var/lib/rpm/rpmdb.sqlite'), query])).map((line) => {
    const [number = '', header = ''] = line.split('|');
    return [number, header];
  });
}

// Debian's rpm reads Berkeley DB but cannot write it: db5.3_load makes the file from the headers of the SQLite one.
it.each([
  [512, 1234],
  [4_096, 1234],
  [65_536, 4321],
])('reads Berkeley DB as rpm does, pages of %d bytes, byte order %d', async (pageBytes, order) => {
  const rows = await storedHeaders();
  const key = (number: number) => {
    const bytes = Buffer.alloc(4);
    if (order === 1234) bytes.writeUInt32LE(number);
    else bytes.writeUInt32BE(number);
    return bytes.toString('hex');
  };
  const pairs = [
    [0, key(rows.length)] as const,
    ...rows.map(([number, blob]) => [Number(number), blob] as const),
  ];
  const head = `VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=${pageBytes}\ndb_lorder=${order}\nHEADER=END\n`;
  const input = `${head}${pairs.map(([number, blob]) => ` ${key(number)}\n ${blob}\n`).join('')}DATA=END\n`;
  const directory = join(work, `hash-${pageBytes}`);
  await mkdir(join(directory, 'var/lib/rpm'), { recursive: true });
  const file = join(directory, 'var/lib/rpm/Packages');
  await tool('db5.3_load', [file], { input });
  const result = rpm.catalog({ path: 'var/lib/rpm/Packages', bytes: await readFile(file) });
  await compareWithRpm(`Berkeley DB, ${pageBytes}`, directory, result);
});

it('reads NDB as rpm does, with gaps and moved headers', async () => {
  const headers = (await storedHeaders()).map(
    ([number, hex]) => [Number(number), Buffer.from(hex, 'hex')] as const,
  );
  const isThird = (_: unknown, index: number) => index % 3 === 0;
  const directory = join(work, 'ndb');
  await mkdir(directory);
  const file = join(directory, 'Packages.db');
  // What is put again is longer at first: it goes where there is room.
  const first = headers.map(([number, header]) => [number, Buffer.concat([header, header])] as const);
  const removed = headers.filter(isThird).map(([number]) => [number] as const);
  await writeNdb(file, directory, [...first, ...removed, ...headers]);
  const result = rpm.catalog({ path: 'usr/lib/sysimage/rpm/Packages.db', bytes: await readFile(file) });
  await compareWithRpm('NDB', root, result);
});

it('reads the manifest that rpm writes for distroless images', async () => {
  const columns = [
    ...['NAME', 'VERSION}-%{RELEASE', 'INSTALLTIME', 'BUILDTIME', 'VENDOR'],
    ...['EPOCH', 'SIZE', 'ARCH', 'EPOCHNUM', 'SOURCERPM'],
  ];
  const format = `${columns.map((column) => `%{${column}}`).join('\\t')}\\n`;
  const text = await rpmRoot(root, '-qa', '--qf', format);
  const { packages, warnings } = rpmManifest.catalog({
    path: 'var/lib/rpmmanifest/container-manifest-2',
    bytes: Buffer.from(text),
  });
  const expected = lines(
    await rpmRoot(root, '-qa', '--qf', '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\n'),
  );
  const found = packages.map(({ name, version }) => `${name} ${version}`);
  addRow('rpm', 'rpm -qa (container manifest)', expected, found);
  expect(warnings).toEqual([]);
  expect(found.sort()).toEqual(expected.sort());
});

it('finds the advisory for an AlmaLinux package in an image', async () => {
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(
    join(root, 'etc/os-release'),
    'ID="almalinux"\nVERSION_ID="8.5"\nPRETTY_NAME="AlmaLinux 8.5"\n',
  );
  const layout = join(work, 'layout');
  await tool('umoci', ['init', '--layout', layout]);
  await tool('umoci', ['new', '--image', `${layout}:it`]);
  await tool('umoci', ['insert', '--image', `${layout}:it`, root, '/']);
  const report = await scan(`oci:${layout}:it`);
  const found = report.packages.find(({ name }) => name === 'openssl');
  expect(found).toMatchObject({
    purl: 'pkg:rpm/almalinux/openssl@1.1.1k-5.el8_5?arch=noarch&distro=almalinux-8.5&epoch=1&upstream=openssl-1.1.1k-5.el8_5.src.rpm',
    path: 'var/lib/rpm/rpmdb.sqlite',
  });
  expect(found?.liveBytes).toBeGreaterThan(3_000 * 512);
  expect(JSON.stringify(report.findings)).toContain('CVE-2022-0778');
  expect(JSON.stringify(report.coverage)).not.toContain('UNKNOWN_DISTRO');
});

it('reads what pacman installed', async () => {
  const arch = join(work, 'arch');
  for (const directory of ['var/lib/pacman', 'gpg', 'hooks', 'cache']) {
    await mkdir(join(arch, directory), { recursive: true });
  }
  const config = join(work, 'pacman.conf');
  await writeFile(config, '[options]\nArchitecture = x86_64\nSigLevel = Never\nLocalFileSigLevel = Never\n');
  const files = await Promise.all([makePackage('lib-a', '1:2.0-3'), makePackage('b', '1.0.r5-1')]);
  const options = ['--config', config, '--root', arch, '--dbpath', join(arch, 'var/lib/pacman')];
  const folders = [
    '--gpgdir',
    join(arch, 'gpg'),
    '--hookdir',
    join(arch, 'hooks'),
    '--cachedir',
    join(arch, 'cache'),
  ];
  await tool('pacman', [...options, ...folders, '--noconfirm', '--logfile', '/dev/null', '-U', ...files]);
  const local = 'var/lib/pacman/local';
  const directories = (await readdir(join(arch, local), { withFileTypes: true })).filter((item) =>
    item.isDirectory(),
  );
  const results = await Promise.all(
    directories.flatMap(({ name }) =>
      ['desc', 'files'].map(async (file) => {
        const path = `${local}/${name}/${file}`;
        expect(pacman.wants(path, 1)).toBe(true);
        return pacman.catalog({ path, bytes: await readFile(join(arch, path)) });
      }),
    ),
  );
  const expected = lines(await tool('pacman', [...options, '-Q']));
  const found = results.flatMap(({ packages }) => packages.map(({ name, version }) => `${name} ${version}`));
  addRow('alpm', 'pacman -Q', expected, found);
  expect(found.sort()).toEqual(expected.sort());
  const listed = lines(await tool('pacman', [...options, '-Ql']))
    .filter((line) => !line.endsWith('/'))
    .map((line) => line.replace(`${arch}/`, ''));
  const owned = results.flatMap(({ owns }) =>
    owns.flatMap((list) => list.files.map((file) => `${list.package} ${file}`)),
  );
  expect(owned.sort()).toEqual(listed.sort());
});

/** A package file as makepkg writes it, as far as pacman reads it. */
async function makePackage(name: string, version: string): Promise<string> {
  const directory = join(work, `package-${name}`);
  await mkdir(join(directory, 'usr/share', name), { recursive: true });
  await writeFile(join(directory, 'usr/share', name, 'data file'), name);
  await copyFile(join(directory, 'usr/share', name, 'data file'), join(directory, 'usr', name));
  const info = join(directory, '.PKGINFO');
  await writeFile(
    info,
    `pkgname = ${name}\npkgbase = base\npkgver = ${version}\npkgdesc = x\nbuilddate = 1\n`,
  );
  await appendFile(info, 'packager = Jane Doe <jane@example.org>\nsize = 10\narch = x86_64\nlicense = MIT\n');
  const file = join(work, `${name}.pkg.tar.gz`);
  await tool('tar', ['-czf', file, '-C', directory, '.PKGINFO', 'usr']);
  return file;
}
