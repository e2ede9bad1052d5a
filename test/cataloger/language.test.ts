import { describe, expect, it } from 'vitest';
import { npm } from '../../src/cataloger/npm.ts';
import { python } from '../../src/cataloger/python.ts';
import { pythonFiles } from '../../src/cataloger/python-files.ts';

describe('npm', () => {
  const path = 'app/node_modules/@a/b/package.json';
  const read = (text: string) => npm.catalog({ path, bytes: Buffer.from(text) });
  for (const [wanted, file] of [
    [true, 'app/node_modules/a/package.json'],
    [true, 'app/node_modules/@s/a/package.json'],
    [true, 'app/node_modules/a/node_modules/b/package.json'],
    [true, 'usr/local/lib/node_modules/npm/package.json'],
    [false, 'app/package.json'],
    [false, 'app/node_modules/a/dist/package.json'],
    [false, 'app/node_modules/.package-lock.json'],
    [false, 'app/node_modules/@s/package.json'],
    [true, 'app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json'],
    [true, 'app/node_modules/.bun/@s+a@1.0.0/node_modules/@s/a/package.json'],
    [true, 'app/node_modules/test/node_modules/fixtures/package.json'],
    [true, 'test/app/node_modules/a/package.json'],
    [true, 'usr/lib/node_modules/server/vendor/node_modules/a/package.json'],
    [false, 'app/node_modules/resolve/test/resolver/node_modules/a/package.json'],
    [false, 'app/node_modules/@s/a/fixtures/node_modules/b/package.json'],
    [true, 'deno-dir/npm/registry.example.org/chalk/5.3.0/package.json'],
    [true, 'deno-dir/npm/registry.example.org/@s/a/1.0.0/package.json'],
    [false, 'deno-dir/npm/registry.example.org/chalk/5.3.0/source/package.json'],
    [false, 'deno-dir/npm/registry.example.org/chalk/registry.json'],
  ] as const) {
    it(`${wanted ? 'wants' : 'passes'} ${file}`, () => expect(npm.wants(file, 1)).toBe(wanted));
  }
  for (const [text, licenses] of [
    ['{"name":"@a/b","version":"1.0.0","license":"MIT"}', ['MIT']],
    ['{"name":"@a/b","version":"1.0.0","license":{"type":"ISC","url":"x"}}', ['ISC']],
    ['{"name":"@a/b","version":"1.0.0","licenses":[{"type":"MIT"},"BSD"]}', ['MIT', 'BSD']],
    ['\ufeff{"name":"@a/b","version":"1.0.0"}', []],
  ] as const) {
    it(text, () => {
      const found = { type: 'npm', namespace: '@a', name: 'b', version: '1.0.0', licenses, foundBy: 'npm' };
      expect(read(text)).toEqual({ packages: [found], owns: [], warnings: [] });
    });
  }
  for (const text of ['', 'null', '{"name":1,"version":"1"}', '{"name":"a b","version":"1"}', '{']) {
    it(`warns of ${JSON.stringify(text)}`, () => {
      const { packages, warnings } = read(text);
      expect([packages.length, warnings.length]).toEqual([0, 1]);
    });
  }
  for (const text of ['[]', '{"type":"module"}', '{"name":"a"}', '{"version":"1.0.0"}']) {
    it(`is no package, and nothing to warn of: ${text}`, () =>
      expect(read(text)).toEqual({ packages: [], owns: [], warnings: [] }));
  }
});

describe('python', () => {
  const path = 'usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA';
  const read = (text: string) => python.catalog({ path, bytes: Buffer.from(text) });
  for (const [text, licenses] of [
    ['License: MIT\n', ['MIT']],
    ['License-Expression: MIT OR Apache-2.0\nLicense: x\n', ['MIT OR Apache-2.0']],
    [
      'License: UNKNOWN\nClassifier: License :: OSI Approved :: BSD License\nClassifier: Topic :: X\n',
      ['BSD License'],
    ],
    ['License: Copyright\n        all of the text\n', []],
    ['', []],
  ] as const) {
    it(JSON.stringify(text), () => {
      expect(read(`Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0\n${text}\nName: not this\n`)).toEqual({
        packages: [{ type: 'pypi', name: 'PyYAML', version: '6.0', licenses, foundBy: 'python' }],
        owns: [],
        warnings: [],
      });
    });
  }
  it('warns of a file without name or version', () => {
    for (const text of ['', 'Name: a\n', 'Version: 1\n', '\n\n', 'Name: a b\nVersion: 1\n']) {
      expect(read(text)).toMatchObject({ packages: [], warnings: [{ code: 'PACKAGE_INVALID' }] });
    }
  });
  it('wants metadata and egg-info alone', () => {
    const wanted = [
      'a/b-1.dist-info/METADATA',
      'a/b.egg-info/PKG-INFO',
      'a/b-1.egg-info',
      'a/METADATA',
      'a/b.egg-info/SOURCES.txt',
      'a/b-1-py3.11.egg/EGG-INFO/PKG-INFO',
      'a/PKG-INFO',
    ];
    expect(wanted.map((file) => python.wants(file, 1))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });
  it('reads installed-files.txt', () => {
    const path = 'usr/lib/python3/site-packages/a_b-1.0-py3.11.egg-info/installed-files.txt';
    expect(pythonFiles.wants(path, 1)).toBe(true);
    const bytes = Buffer.from('../a_b/__init__.py\nPKG-INFO\n../../../../../../../x\n');
    const base = 'usr/lib/python3/site-packages';
    expect(pythonFiles.catalog({ path, bytes }).owns).toEqual([
      {
        type: 'pypi',
        package: 'a_b',
        files: [`${base}/a_b/__init__.py`, `${base}/a_b-1.0-py3.11.egg-info/PKG-INFO`],
      },
    ]);
  });
  it('reads RECORD', () => {
    const record =
      'pip/__init__.py,sha256=x,1\r\n../../../bin/pip,,\n"a,""b"".py",,\n../../../../../../etc/x,,\n\n';
    const bytes = Buffer.from(record);
    expect(
      pythonFiles.catalog({ path: 'usr/lib/python3/site-packages/pip-23.0.dist-info/RECORD', bytes }).owns,
    ).toEqual([
      {
        type: 'pypi',
        package: 'pip',
        files: [
          'usr/lib/python3/site-packages/pip/__init__.py',
          'usr/bin/pip',
          'usr/lib/python3/site-packages/a,"b".py',
        ],
      },
    ]);
  });
});
