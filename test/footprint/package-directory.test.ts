import { expect, it } from 'vitest';
import { packageDirectory, recordDirectory } from '../../src/footprint/package-directory.ts';
import type { PackageRecord } from '../../src/model/package.ts';

const record = (
  type: PackageRecord['type'],
  name: string,
  more: Partial<PackageRecord> = {},
): PackageRecord => ({
  ...{ type, name, version: '1', licenses: [], foundBy: 'test' },
  ...more,
});

it.each([
  ['npm', record('npm', 'a'), 'app/node_modules/a/package.json', 'app/node_modules/a/index.js'],
  [
    'gem',
    record('gem', 'rack'),
    'usr/gems/specifications/rack-3.0.gemspec',
    'usr/gems/gems/rack-3.0/lib/rack.rb',
  ],
  [
    'composer',
    record('composer', 'c', { namespace: 'b' }),
    'app/vendor/composer/installed.json',
    'app/vendor/b/c/src/C.php',
  ],
  ['maven', record('maven', 'a'), 'app/lib/a-1.jar', 'app/lib/a-1.jar'],
  ['nuget', record('nuget', 'A'), 'app/A.dll', 'app/A.dll'],
] as const)('%s: a file is in the directory of its record', (_type, of, path, file) => {
  expect(packageDirectory(file)).toBeDefined();
  expect(recordDirectory(of, path)).toBe(packageDirectory(file));
});

it.each([
  ['a lock file', record('gem', 'rack', { fromLockFile: true }), 'app/Gemfile.lock'],
  ['a nested archive', record('maven', 'a', { inside: 'lib/a.jar' }), 'app/app.jar'],
  ['a list', record('nuget', 'A'), 'app/a.deps.json'],
] as const)('%s tells no directory', (_what, of, path) => {
  expect(recordDirectory(of, path)).toBeUndefined();
});

it.each(['app/vendor/autoload.php', 'usr/bin/gem', 'app/src/a.php'])('%s is in none', (path) => {
  expect(packageDirectory(path)).toBeUndefined();
});
