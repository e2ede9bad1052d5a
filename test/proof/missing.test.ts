import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveFile } from '../../src/model/footprint.ts';
import { asMissed, findMissing, namedMissing } from '../../src/proof/missing.ts';

const filesOf = (...paths: readonly string[]): ReadonlyMap<string, LiveFile> =>
  new Map(
    paths.map((path) => [
      path,
      {
        layer: 0,
        entry: { path, type: 'file', mode: 0o644, uid: 0, gid: 0, fileBytes: 1, tarBytes: 1024, mtime: 0 },
      },
    ]),
  );

const before = filesOf(
  'etc/app/settings.ini',
  'opt/tool/lib/libpq.so.5',
  'srv/node_modules/@scope/one/package.json',
  'srv/node_modules/@scope/one',
  'usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so',
  'usr/lib/x86_64-linux-gnu/deep/er/libpq.so.5',
  'usr/local/lib/python3.11/site-packages/yaml',
);

/** As the real programs wrote them. */
const messages: readonly (readonly [program: string, message: string, found: string | undefined])[] = [
  [
    'glibc',
    './app: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
    '/opt/tool/lib/libpq.so.5',
  ],
  [
    'musl',
    'Error loading shared library libpq.so.5: No such file or directory (needed by /app)',
    '/opt/tool/lib/libpq.so.5',
  ],
  [
    'node, a file',
    "Error: ENOENT: no such file or directory, open '/etc/app/settings.ini'",
    '/etc/app/settings.ini',
  ],
  ['node, a module', "Error: Cannot find module '@scope/one/deep'", '/srv/node_modules/@scope/one'],
  [
    'python, a file',
    "FileNotFoundError: [Errno 2] No such file or directory: '/etc/app/settings.ini'",
    '/etc/app/settings.ini',
  ],
  [
    'python, a package',
    "ModuleNotFoundError: No module named 'yaml.nodes'",
    '/usr/local/lib/python3.11/site-packages/yaml',
  ],
  [
    'python, an extension',
    "ModuleNotFoundError: No module named '_ssl'",
    '/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so',
  ],
  [
    'ruby, a script',
    'ruby: No such file or directory -- /etc/app/settings.ini (LoadError)',
    '/etc/app/settings.ini',
  ],
  ['php, a script', 'Could not open input file: /etc/app/settings.ini', '/etc/app/settings.ini'],
  [
    'php, an include',
    "PHP Fatal error:  Uncaught Error: Failed opening required '/etc/app/settings.ini' (include_path='.:/usr/share/php') in Command line code:1",
    '/etc/app/settings.ini',
  ],
  ['go', 'open /etc/app/settings.ini: no such file or directory', '/etc/app/settings.ini'],
  ['C', 'app: /etc/app/settings.ini: No such file or directory', '/etc/app/settings.ini'],
  [
    'java',
    'java.io.FileNotFoundException: /etc/app/settings.ini (No such file or directory)',
    '/etc/app/settings.ini',
  ],
  ['a path the original lacks too', 'open /etc/none: no such file or directory', undefined],
  ['a path out of the image', "ENOENT: no such file or directory, open '/../../etc/shadow'", undefined],
];

describe('missing files', () => {
  it.each(messages)('are named by %s', (_program, message, found) => {
    expect(findMissing(namedMissing(message), before, new Map())).toEqual(found === undefined ? [] : [found]);
  });

  it('are none where the rewrite has them', () => {
    expect(findMissing(asMissed(['libpq.so.5']), before, before)).toEqual([]);
  });

  it('are read from any text in bounded time and number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        for (const path of findMissing(namedMissing(text), before, new Map())) {
          expect(before.has(path.slice(1))).toBe(true);
        }
      }),
    );
    const flood = Array.from({ length: 10_000 }, (_, index) => `/a/${index}: no such file or directory`);
    expect(namedMissing(flood.join('\n')).length).toBeLessThanOrEqual(50);
    expect(namedMissing(`/${'a/'.repeat(100_000)}`)).toEqual([]);
  });
});
