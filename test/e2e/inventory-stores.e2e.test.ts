/** What Nix and Conan build into stores of their own: ecosystem | tool | by tool | found | precision | recall. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scan } from './support/imgscan.ts';
import { catalogTree, expectInventory } from './support/inventory.ts';
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
