/** Packages of languages whose metadata is text, against what the languages' own tools list of real installations. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { expectInventory } from './support/inventory.ts';
import { type FoundPackage, findPackages, identify } from './support/language-inventory.ts';
import { tool } from './support/tool.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'imgscan-inventory-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** A directory with these files. */
async function makeDirectory(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

const installed = (found: readonly FoundPackage[]) =>
  found.filter(({ fromLockFile }) => fromLockFile !== true);
const locked = (found: readonly FoundPackage[]) => found.filter(({ fromLockFile }) => fromLockFile === true);

/** Every object below `value`. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  const open = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item !== 'object' || item === null) continue;
    yield { ...item };
    open.push(...Object.values(item).filter((child) => child !== undefined));
  }
}

const manifest = (more: object = {}) =>
  JSON.stringify({
    name: 'app',
    version: '1.0.0',
    private: true,
    dependencies: { express: '4.18.2', '@babel/code-frame': '7.22.5', ...more },
    devDependencies: { debug: '4.3.4' },
  });

it('npm', async () => {
  const cwd = await makeDirectory('npm', { 'package.json': manifest({ old: 'npm:ms@2.0.0' }) });
  await tool('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd });
  const list = await tool('npm', ['ls', '--all', '--parseable', '--long'], { cwd });
  // An alias is `old@npm:ms@2.0.0`: the name it is installed under, then the package's own.
  const expected = list.split('\n').flatMap((line) => {
    const [, path = '', id = ''] = /^([^:]+):(?:[^:]+@npm:)?([^:]+)/.exec(line) ?? [];
    return path.includes('/node_modules/') ? [`${path.slice(cwd.length + 1)} ${id}`] : [];
  });
  const found = findPackages(cwd);
  const places = installed(found).map(
    (item) => `${item.path.replace('/package.json', '')} ${identify(item)}`,
  );
  expectInventory('npm', 'npm ls --all', expected, places);
  expectInventory(
    'package-lock.json',
    'npm ls --all',
    installed(found).map(identify),
    locked(found).map(identify),
  );
});

it('pnpm', async () => {
  const cwd = await makeDirectory('pnpm', { 'package.json': manifest({ old: 'npm:ms@2.0.0' }) });
  const pnpm = (...args: readonly string[]) => tool('npx', ['-y', 'pnpm@10.15.0', ...args], { cwd });
  await pnpm('install', '--ignore-scripts');
  const list: unknown = JSON.parse(await pnpm('list', '--depth', 'Infinity', '--json'));
  const expected = [...objectsIn(list)]
    .filter(({ from, version }) => typeof from === 'string' && typeof version === 'string')
    .map(({ from, version }) => `${from}@${version}`);
  const found = findPackages(cwd);
  expectInventory('pnpm', 'pnpm list', expected, installed(found).map(identify));
  expectInventory('pnpm-lock.yaml', 'pnpm list', expected, locked(found).map(identify));
});

it('Yarn 1', async () => {
  const cwd = await makeDirectory('yarn-1', { 'package.json': manifest() });
  const yarn = (...args: readonly string[]) => tool('npx', ['-y', 'yarn@1.22.22', ...args], { cwd });
  await yarn('install', '--ignore-scripts', '--non-interactive');
  const list: unknown = JSON.parse(await yarn('list', '--json'));
  const expected = [...objectsIn(list)]
    .filter(({ name, shadow }) => typeof name === 'string' && shadow !== true)
    .map(({ name }) => String(name));
  const found = findPackages(cwd);
  expectInventory('Yarn 1', 'yarn list', expected, installed(found).map(identify));
  expectInventory('yarn.lock 1', 'yarn list', expected, locked(found).map(identify));
});

it("Yarn 4, Plug'n'Play", async () => {
  const cwd = await makeDirectory('yarn-4', {
    'package.json': manifest({ old: 'npm:ms@2.0.0' }),
    'yarn.lock': '',
  });
  const yarn = (...args: readonly string[]) =>
    tool('npx', ['-y', '@yarnpkg/cli-dist@4.9.2', ...args], {
      cwd,
      env: {
        YARN_ENABLE_GLOBAL_CACHE: 'false',
        YARN_ENABLE_TELEMETRY: '0',
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      },
    });
  await yarn('install', '--mode=skip-build');
  const list = await yarn('info', '--all', '--recursive', '--json');
  const expected = list.split('\n').flatMap((line) => {
    const [, id] = /^\{"value":"([^"]+)"/.exec(line) ?? [];
    return id === undefined || id.includes('@workspace:') ? [] : [id.replace('@npm:', '@')];
  });
  expectInventory('yarn.lock 4', 'yarn info', expected, locked(findPackages(cwd)).map(identify));
});

it('pip and uv', async () => {
  const cwd = await makeDirectory('python', {
    'pyproject.toml':
      '[project]\nname = "app"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ["flask==3.0.3", "requests==2.32.3", "ruamel.yaml==0.18.6"]\n',
  });
  await tool('python3', ['-m', 'venv', 'venv'], { cwd });
  const pip = (...args: readonly string[]) =>
    tool(join(cwd, 'venv/bin/python'), ['-m', 'pip', '--disable-pip-version-check', ...args], { cwd });
  await pip('install', '-q', 'flask==3.0.3', 'requests==2.32.3', 'ruamel.yaml==0.18.6', 'uv==0.9.5');
  const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  const listed: unknown = JSON.parse(await pip('list', '--format', 'json'));
  const expected = [...objectsIn(listed)]
    .filter(({ name }) => typeof name === 'string')
    .map(({ name, version }) => `${normal(String(name))}@${version}`);
  // pip does not list the copies that pip and setuptools carry in themselves.
  const found = findPackages(join(cwd, 'venv'))
    .filter(({ type, path }) => type === 'pypi' && !path.includes('/_vendor/'))
    .map((item) => `${normal(item.name)}@${item.version}`);
  expectInventory('Python', 'pip list', expected, found);

  const uv = (...args: readonly string[]) => tool(join(cwd, 'venv/bin/uv'), args, { cwd });
  await uv('lock', '--quiet');
  const exported = await uv(
    'export',
    '--quiet',
    '--no-hashes',
    '--no-emit-project',
    '--no-annotate',
    '--no-header',
  );
  await writeFile(join(cwd, 'requirements.txt'), exported);
  await uv('export', '--quiet', '--format', 'pylock.toml', '--no-emit-project', '-o', 'pylock.toml');
  const pins = exported
    .split('\n')
    .filter((line) => line.includes('=='))
    .map((line) => normalPin(line.split(' ;', 1)[0]?.trim() ?? ''));
  const pinned = locked(findPackages(cwd));
  for (const file of ['uv.lock', 'requirements.txt', 'pylock.toml']) {
    const records = pinned.filter(({ path }) => path === file);
    expectInventory(
      file,
      'uv export',
      pins,
      records.map((item) => normalPin(`${item.name}==${item.version}`)),
    );
  }

  function normalPin(pin: string): string {
    const [name = '', version] = pin.split('==');
    return `${normal(name)}@${version}`;
  }
});

it('CPAN', async () => {
  const distribution = await makeDirectory('perl/dist', {
    'Makefile.PL':
      "use ExtUtils::MakeMaker; WriteMakefile(NAME => 'Acme::Inventory', VERSION_FROM => 'lib/Acme/Inventory.pm', LICENSE => 'perl_5');",
    'lib/Acme/Inventory.pm': "package Acme::Inventory;\nour $VERSION = '1.02';\n1;\n",
    MANIFEST: 'Makefile.PL\nMANIFEST\nlib/Acme/Inventory.pm\n',
  });
  const library = join(root, 'perl/library');
  await tool('cpanm', ['--quiet', '--notest', '--local-lib-contained', library, distribution], {
    env: { PERL_CPANM_HOME: join(root, 'perl/home') },
  });
  const script = `use ExtUtils::Installed;
my $all = ExtUtils::Installed->new(inc_override => [grep { -d } "${library}/lib/perl5", glob("${library}/lib/perl5/*-linux-*")]);
print join "\\n", map { (my $name = $_) =~ s/::/-/g; "$name@" . $all->version($_) } grep { $_ ne 'Perl' } $all->modules`;
  const list = await tool('perl', ['-e', script]);
  const found = findPackages(library).filter(({ type }) => type === 'cpan');
  expectInventory('CPAN', 'ExtUtils::Installed', list.split('\n'), found.map(identify));
});

it('LuaRocks', async () => {
  const version = '1.0-1';
  const cwd = await makeDirectory('lua', {
    'x.lua': 'return 1\n',
    [`inventory-${version}.rockspec`]: `package = "inventory"
version = "${version}"
source = { url = "file://x.lua" }
description = { license = "MIT/X11" }
build = { type = "builtin", modules = { x = "x.lua" } }
`,
  });
  await tool('luarocks', ['--tree', 'tree', 'make', `inventory-${version}.rockspec`], { cwd });
  const list = await tool('luarocks', ['--tree', 'tree', 'list', '--porcelain'], { cwd });
  const expected = list
    .split('\n')
    .filter((line) => line.includes('\ttree') || line.includes(`${cwd}/tree`))
    .map((line) => line.split('\t').slice(0, 2).join('@'));
  expectInventory('LuaRocks', 'luarocks list', expected, findPackages(join(cwd, 'tree')).map(identify));
});

it('CRAN', async () => {
  const cwd = await makeDirectory('r', { 'x/.keep': '' });
  const names = ['r-cran-digest', 'r-cran-glue', 'r-cran-r6', 'r-cran-rlang'];
  await tool('apt-get', ['download', '-q', ...names], { cwd });
  const archives = (await tool('sh', ['-c', 'ls *.deb'], { cwd })).trim().split('\n');
  const expected: string[] = [];
  for (const archive of archives) {
    await tool('dpkg-deb', ['-x', archive, 'x'], { cwd });
    const [name = '', version = ''] = (await tool('dpkg-deb', ['-W', archive], { cwd })).trim().split('\t');
    expected.push(`${name.replace('r-cran-', '')}@${version.replace(/-[^-]*$/, '')}`);
  }
  const found = findPackages(join(cwd, 'x')).filter(({ type }) => type === 'cran');
  expectInventory(
    'CRAN',
    'dpkg-deb -W',
    expected,
    found.map((item) => identify(item).toLowerCase()),
  );
});
