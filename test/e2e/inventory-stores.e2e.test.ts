/** What tools install into stores and roots of their own: ecosystem | tool | by tool | found | precision | recall. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scan } from './support/imgscan.ts';
import { catalogTree, expectInventory } from './support/inventory.ts';
import { ownedFiles, unpackRecorded } from './support/recorded.ts';
import { tool } from './support/tool.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-stores-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Names as nixpkgs has them; each derivation has three outputs, every one a directory of the store. */
const derivations = `map (name: derivation {
  inherit name;
  system = builtins.currentSystem;
  outputs = [ "out" "dev" "man" ];
  builder = "/bin/sh";
  args = [ "-c" "for o in $out $dev $man; do /bin/mkdir $o && echo > $o/file; done" ];
}) [
  "hello-2.12.1" "gtk+3-3.24.43" "python3.11-requests-2.31.0" "openssl-3.0.13" "glibc-2.39-52" "bash-5.2p26"
  "perl5.38.2-HTTP-Date-6.06" "libX11-1.8.9" "nss-cacert-3.98" "unstable-2024-05-01" "source" "linux-6.6.30-modules"
]`;

it('nix: a store with several outputs of each derivation as parseDrvName says', async () => {
  const nix = join(directory, 'image/nix');
  const env = {
    NIX_STORE_DIR: join(nix, 'store'),
    NIX_STATE_DIR: join(nix, 'var/nix'),
    NIX_LOG_DIR: join(directory, 'nix-log'),
    NIX_CONF_DIR: directory,
    NIX_REMOTE: '',
    HOME: directory,
  };
  await writeFile(join(directory, 'nix.conf'), 'sandbox = false\nbuild-users-group =\nsubstituters =\n');
  await tool('nix-build', ['--no-out-link', '--expr', derivations], { env });
  const parsed = `map (item: let p = builtins.parseDrvName item.name; in "\${p.name} \${p.version}") (${derivations})`;
  const listed: readonly string[] = JSON.parse(
    await tool('nix-instantiate', ['--eval', '--strict', '--json', '--expr', parsed], { env }),
  );
  // What has no version is no package, but a source that was fetched or a script.
  const versioned = listed.filter((item) => !item.endsWith(' '));
  expect(listed).toHaveLength(versioned.length + 1);
  const report = await scan(`rootfs:${join(directory, 'image')}`);
  const found = report.packages.filter(({ type }) => type === 'nix');
  expect(report.packages).toHaveLength(found.length);
  expectInventory(
    'nix',
    'nix-build, parseDrvName',
    versioned,
    found.map(({ name, version }) => `${name} ${version}`),
  );
});

const recipe = (name: string, version: string, more = '') => `from conan import ConanFile
from conan.tools.files import save
import os
class Recipe(ConanFile):
    name = "${name}"; version = "${version}"; license = "MIT"; settings = "os"${more}
    def package(self): save(self, os.path.join(self.package_folder, "include/${name}.h"), "int x;")
`;

const recipes: Readonly<Record<string, string>> = {
  'a.py': recipe('liba', '1.2.3'),
  'b.py': recipe('libb', '2.0-rc.1', '; requires = "liba/1.2.3"'),
  'c.py': recipe('libc-like', 'cci.20240101', '; user = "acme"; channel = "stable"'),
};

it('conan: the cache and what is deployed from it as conan list says', async () => {
  const folder = join(directory, 'conan');
  const env = { CONAN_HOME: join(folder, 'home') };
  await mkdir(folder);
  await tool('python3', ['-m', 'venv', join(folder, 'venv')]);
  await tool(join(folder, 'venv/bin/pip'), ['install', '--quiet', 'conan==2.34.0']);
  const conan = (...args: readonly string[]) =>
    tool(join(folder, 'venv/bin/conan'), args, { cwd: folder, env });
  await conan('profile', 'detect');
  for (const [file, text] of Object.entries(recipes)) {
    await writeFile(join(folder, file), text);
    await conan('create', file);
  }
  // A recipe alone is nothing that is installed.
  await writeFile(join(folder, 'd.py'), recipe('libd', '4.0'));
  await conan('export', 'd.py');
  const cache: Readonly<Record<'Local Cache', Readonly<Record<string, unknown>>>> = JSON.parse(
    await conan('list', '*:*', '--format=json'),
  );
  const listed = Object.entries(cache['Local Cache'])
    .filter(([, recipe]) => JSON.stringify(recipe).includes('"packages":{"'))
    .map(([reference]) => reference.replace(/@.*/, '').replace('/', ' '));
  const name = (item: { readonly name: string; readonly version: string }) => `${item.name} ${item.version}`;
  const home = catalogTree([join(folder, 'home')], ['conan']).map(name);
  expectInventory('conan', 'conan list', listed, home);

  const required = Object.keys(cache['Local Cache'])
    .filter((reference) => !reference.startsWith('libd/'))
    .map((reference) => `--requires=${reference}`);
  await conan('install', ...required, '--deployer=full_deploy', '--deployer-folder', join(folder, 'app'));
  const deployed = catalogTree([join(folder, 'app')], ['conan']).map(name);
  expectInventory('conan (full_deploy)', 'conan list', listed, deployed);
});

it.each([
  ['chisel', 'chisel'],
  ['opkg', 'opkg'],
  ['opkg-openwrt', 'opkg'],
  ['portage', 'portage'],
])('%s: an installation as it said itself', async (name, foundBy) => {
  const { root, listed, files } = await unpackRecorded(name, directory);
  const report = await scan(`rootfs:${root}`);
  const found = report.packages.map((item) =>
    [item.namespace === undefined ? '' : `${item.namespace}/`, item.name, ' ', item.version].join(''),
  );
  expectInventory(name, `${name}, recorded`, listed, found);
  const owned = await ownedFiles(root, foundBy);
  // Chisel says of a file which slices want it: which package it is from was not asked.
  const named = name === 'chisel' ? owned.map((line) => line.slice(line.indexOf(' ') + 1)) : owned;
  expectInventory(`${name} (files)`, `${name}, recorded`, files, named);
});

/** Makes packages and a channel of them, installs them as conda does and prints what it says is installed. */
const condaScript = `import asyncio, hashlib, io, json, pathlib, sys, tarfile
from rattler import Channel, Platform, PrefixRecord, index, install, solve
root = pathlib.Path(sys.argv[1])

def package(name, version, build, subdir, license, files, depends=(), **more):
    folder = root / 'channel' / subdir
    folder.mkdir(parents=True, exist_ok=True)
    meta = dict(name=name, version=version, build=build, build_number=0, depends=list(depends), license=license, subdir=subdir, **more)
    paths = [dict(_path=path, path_type='hardlink', sha256=hashlib.sha256(text.encode()).hexdigest(), size_in_bytes=len(text)) for path, text in files.items()]
    info = {'info/index.json': json.dumps(meta), 'info/paths.json': json.dumps(dict(paths=paths, paths_version=1)), 'info/files': '\\n'.join(files)}
    if more: info['info/link.json'] = json.dumps(dict(noarch=dict(type='python'), package_metadata_version=1))
    with tarfile.open(folder / f'{name}-{version}-{build}.tar.bz2', 'w:bz2') as archive:
        for path, text in {**files, **info}.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))

package('python', '3.12.4', 'h1_0', 'linux-64', 'Python-2.0', {'bin/python3.12': 'x', 'lib/python3.12/os.py': 'x'})
metadata = 'Metadata-Version: 2.1\\nName: requests\\nVersion: 2.32.3\\n'
sources = {'site-packages/requests/__init__.py': 'x', 'site-packages/requests-2.32.3.dist-info/METADATA': metadata}
package('requests', '2.32.3', 'py_0', 'noarch', 'Apache-2.0', sources, ['python >=3.8'], noarch='python')
package('openssl', '3.3.1', 'h4ab18f5_0', 'linux-64', 'Apache-2.0', {'lib/libssl.so.3': 'x'})
package('_libgcc_mutex', '0.1', 'conda_forge', 'linux-64', '', {'x': ''})
package('r-base.x', '4.4.1_rc2', '0', 'linux-64', 'GPL-2.0-or-later', {'lib/R/a b': 'x'})

async def main():
    await index.index_fs(str(root / 'channel'))
    channel = Channel('file://' + str(root / 'channel'))
    platforms = [Platform('linux-64'), Platform('noarch')]
    await install(await solve([channel], ['requests', 'openssl', '_libgcc_mutex', 'r-base.x'], platforms=platforms), target_prefix=str(root / 'opt/env'))

asyncio.run(main())
for file in (root / 'opt/env/conda-meta').glob('*.json'):
    record = PrefixRecord.from_path(str(file))
    for path in record.files: print(record.name.normalized, record.version, path, sep='\\t')
`;

it('conda: an environment that rattler installed as it says itself', async () => {
  const folder = join(directory, 'conda');
  await mkdir(folder);
  await writeFile(join(folder, 'make.py'), condaScript);
  await tool('python3', ['-m', 'venv', join(folder, 'venv')]);
  await tool(join(folder, 'venv/bin/pip'), ['install', '--quiet', 'py-rattler==0.28.0']);
  const root = join(folder, 'root');
  const made = await tool(join(folder, 'venv/bin/python'), [join(folder, 'make.py'), root], {
    env: { RATTLER_CACHE_DIR: join(folder, 'cache') },
  });
  const rows = made
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const report = await scan(`rootfs:${root}`);
  // What is a Python package as well is told as one.
  const rest = (report.suppressed ?? []).map((item) => item.package);
  const found = [...report.packages, ...rest].filter(({ type }) => type === 'conda');
  expect(rest.map(({ name }) => name)).toEqual(['requests']);
  expectInventory(
    'conda',
    'rattler, PrefixRecord',
    rows.map(([name, version]) => `${name} ${version}`),
    found.map(({ name, version }) => `${name} ${version}`),
  );
  expectInventory(
    'conda (files)',
    'rattler, PrefixRecord',
    rows.map(([name, , path]) => `${name} /opt/env/${path}`),
    await ownedFiles(root, 'conda'),
  );
});

it('dotnet: a runtime and a library with its packages as the host resolves them', async () => {
  const folder = join(directory, 'dotnet');
  await mkdir(folder);
  await tool('python3', ['-m', 'venv', join(folder, 'venv')]);
  // One carries .NET's runtime, the other what dotnet publish made of a project.
  const wheels = ['install', '--quiet', '--no-deps', '--target', join(folder, 'app')];
  await tool(join(folder, 'venv/bin/pip'), [...wheels, 'dotnetcore2==3.1.23', 'pythonnet==3.0.5']);
  const dotnet = join(folder, 'app/dotnetcore2/bin/dotnet');
  await chmod(dotnet, 0o755);
  const library = join(folder, 'app/pythonnet/runtime/Python.Runtime');
  const framework = { name: 'Microsoft.NETCore.App', version: '3.1.0' };
  await writeFile(`${library}.runtimeconfig.json`, JSON.stringify({ runtimeOptions: { framework } }));
  // It has nothing to run: the host says so after it has read what it would need.
  const said = await tool('sh', ['-c', '"$0" exec "$1.dll" 2>&1 || true', dotnet, library], {
    env: { COREHOST_TRACE: '1', DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  const listed = [...said.matchAll(/from package: (\S+), library version: ([^\s,]+)/g)].flatMap(
    ([, name = '', version = '']) => {
      // Its own project is no package; the runtime's build is told as the release that it is.
      if (name === 'Python.Runtime') return [];
      const runtime = /^runtime\.linux-x64\.(Microsoft\.NETCore\.App)$/.exec(name)?.[1];
      return runtime === undefined ? [`${name} ${version}`] : [`${runtime}.Runtime.linux-x64 3.1.23`];
    },
  );
  expect(await tool(dotnet, ['--list-runtimes'])).toMatch(/^Microsoft\.NETCore\.App 3\.1\.23 /);
  const found = catalogTree([join(folder, 'app')], ['dotnet']);
  expectInventory(
    'nuget (deps.json)',
    'dotnet exec, traced',
    listed,
    found.map(({ name, version }) => `${name} ${version}`),
  );
}, 60_000);
