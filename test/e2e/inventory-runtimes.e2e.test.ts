/** PHP, Ruby, Erlang and Elixir against their own tools: ecosystem | tool | packages by tool | found | precision | recall. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import type { PackageRecord } from '../../src/model/package.ts';
import { catalogTree, expectInventory } from './support/inventory.ts';
import { tool } from './support/tool.ts';

const name = (item: PackageRecord) => `${item.name} ${item.version}`;
const qualified = (item: PackageRecord) => `${item.namespace ?? ''}/${name(item)}`;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-runtimes-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** `json (default: 2.6.1, 2.7.0)` by line. */
function gems(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, gem, versions] = /^(\S+) \((.+)\)$/.exec(line) ?? [];
    return (versions?.split(', ') ?? []).map(
      (version) => `${gem} ${version.replace('default: ', '').split(' ')[0]}`,
    );
  });
}

it('gem: default, distribution and installed gems as gem list says', async () => {
  const built = join(directory, 'gem');
  await mkdir(built);
  const specification = `Gem::Specification.new do |s|
  s.name = 'shop-core'; s.version = '1.2.0.rc1'; s.summary = 'x'; s.authors = ['a']; s.licenses = ['MIT', 'Ruby']
end`;
  await writeFile(join(built, 'a.gemspec'), specification);
  await tool('gem', ['build', '-q', 'a.gemspec'], { cwd: built });
  const home = join(built, 'home');
  const install = [
    'install',
    '-q',
    '--local',
    '--no-document',
    '--install-dir',
    home,
    'shop-core-1.2.0.rc1.gem',
  ];
  await tool('gem', install, { cwd: built });
  const paths = (await tool('gem', ['environment', 'gempath'])).trim().split(':');
  const listed = gems(
    await tool('gem', ['list', '--all', '--prerelease'], { env: { GEM_PATH: [home, ...paths].join(':') } }),
  );
  const all = gems(await tool('gem', ['list', '--all'], { env: { GEM_PATH: [home, ...paths].join(':') } }));
  const folders = [home, ...paths]
    .map((path) => join(path, 'specifications'))
    .filter((path) => existsSync(path));
  expectInventory('gem', 'gem list', [...listed, ...all], catalogTree(folders, ['gem']).map(name));
}, 60_000);

it('composer: installed packages and the lock as composer show says', async () => {
  const folder = join(directory, 'composer');
  const libraries: readonly (readonly [string, string])[] = [
    ['acme/log', '2.1.0'],
    ['acme/http', 'v0.3.0-beta2'],
  ];
  const repositories: unknown[] = [{ 'packagist.org': false }];
  for (const [library, version] of libraries) {
    await mkdir(join(folder, library), { recursive: true });
    await writeFile(
      join(folder, library, 'composer.json'),
      JSON.stringify({ name: library, version, license: 'MIT' }),
    );
    repositories.push({ type: 'path', url: library, options: { symlink: false } });
  }
  const project = {
    name: 'acme/shop',
    require: Object.fromEntries(libraries.map(([library]) => [library, '*@dev'])),
    repositories,
  };
  await writeFile(join(folder, 'composer.json'), JSON.stringify(project));
  const env = { COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_HOME: join(directory, 'composer-home') };
  await tool('composer', ['install', '-q', '--no-interaction'], { cwd: folder, env });
  const shown = await tool('composer', ['show', '--no-interaction'], { cwd: folder, env });
  const listed = shown.split('\n').flatMap((line) => {
    const [library, version] = line.trim().split(/\s+/);
    return version === undefined ? [] : [`${library} ${version}`];
  });
  const found = (cataloger: string) => catalogTree([folder], [cataloger]).map(qualified);
  expectInventory('composer', 'composer show', listed, found('composer'));
  expectInventory('composer.lock', 'composer show', listed, found('composer-lock'));
}, 60_000);

it('pear: the registry as pear list says', async () => {
  const listed = (await tool('pear', ['list', '-a'])).split('\n').flatMap((line) => {
    const [, item, version] = /^(\S+)\s+(\d\S*)\s+(?:stable|beta|alpha|devel)/.exec(line) ?? [];
    return item === undefined ? [] : [`${item} ${version}`];
  });
  const folder = (await tool('pear', ['config-get', 'php_dir'])).trim();
  expectInventory('pear', 'pear list', listed, catalogTree([join(folder, '.registry')], ['pear']).map(name));
}, 30_000);

it('erlang: applications as file:consult reads them', async () => {
  const root = await tool('erl', ['-noshell', '-eval', 'io:format("~s", [code:lib_dir()]), halt().']);
  const program = `[begin {ok, [{application, N, P}]} = file:consult(F),
    io:format("~s ~s~n", [N, proplists:get_value(vsn, P)]) end || F <- filelib:wildcard(code:lib_dir() ++ "/*/ebin/*.app")], halt().`;
  const listed = (await tool('erl', ['-noshell', '-eval', program]))
    .split('\n')
    .filter((line) => line !== '');
  expectInventory('erlang', 'file:consult', listed, catalogTree([root], ['hex']).map(name));
}, 30_000);

it('elixir: a release with its own copies of all applications as its boot file says', async () => {
  const folder = join(directory, 'elixir');
  const project = (app: string, version: string, more: string) => `defmodule ${app}.MixProject do
  use Mix.Project
  def project, do: [app: :${app.toLowerCase()}, version: "${version}", deps: deps()]
  def application, do: [extra_applications: [:logger]]
  defp deps, do: [${more}]
end`;
  const sources = {
    'mix.exs': project('Shop', '0.1.0-rc.2', '{:cart, path: "deps/cart"}'),
    'lib/shop.ex': 'defmodule Shop do end',
    'deps/cart/mix.exs': project('Cart', '1.12.0', ''),
    'deps/cart/lib/cart.ex': 'defmodule Cart do end',
  };
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const env = { MIX_ENV: 'prod', MIX_HOME: join(directory, 'mix'), LANG: 'C.UTF-8' };
  await tool('mix', ['release', '--quiet'], { cwd: folder, env });
  const release = join(folder, '_build/prod/rel/shop');
  const program = `[{ok, [{release, _, _, Applications}]}] = [file:consult(F) || F <- filelib:wildcard("releases/*/shop.rel")],
    [io:format("~s ~s~n", [element(1, A), element(2, A)]) || A <- Applications], halt().`;
  const listed = (await tool('erl', ['-noshell', '-eval', program], { cwd: release }))
    .split('\n')
    .filter((line) => line !== '');
  expectInventory('elixir', 'mix release', listed, catalogTree([join(release, 'lib')], ['hex']).map(name));
}, 60_000);
