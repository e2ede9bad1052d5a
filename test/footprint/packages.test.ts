import { describe, expect, it } from 'vitest';
import type { LayerFacts, PackageFile } from '../../src/model/layer.ts';
import type { Package, PackageRecord } from '../../src/model/package.ts';
import { dir, file, fold, makeFacts, step, whiteout } from './facts.ts';

const status = 'var/lib/dpkg/status';

function record(text: string): PackageRecord {
  const [name = '', version = '1'] = text.split('=');
  return { type: 'deb', name, version, architecture: 'amd64', licenses: [], foundBy: 'dpkg' };
}

/** A layer that ships the dpkg database with these packages, `name=version`. */
function database(names: string, whiteouts: readonly string[] = []): LayerFacts {
  const packages = names.split(' ').map(record);
  return makeFacts([file(status, names)], {
    whiteouts: whiteouts.map((path) => whiteout(path)),
    packageFiles: [{ path: status, packages, owns: [] }],
  });
}

const nothing = makeFacts([file('x')]);

/** `name=version@layer` */
function show(packages: readonly Package[]): string {
  return packages.map(({ name, version, layer }) => `${name}=${version}@${layer}`).join(' ');
}

const rows: readonly (readonly [name: string, layers: readonly LayerFacts[], packages: string])[] = [
  ['of the only database', [database('b a')], 'a=1@0 b=1@0'],
  [
    'of the last database, with the layer each came with',
    [database('a'), nothing, database('a b')],
    'a=1@0 b=1@2',
  ],
  ['removed ones are gone', [database('a b'), database('a')], 'a=1@0'],
  ['an upgrade is new', [database('a=1 b'), database('a=2 b')], 'a=2@1 b=1@0'],
  [
    'removed and added again counts from then',
    [database('a b'), database('b'), database('a b')],
    'a=1@2 b=1@0',
  ],
  ['upgraded and back counts from then', [database('a=1'), database('a=2'), database('a=1')], 'a=1@2'],
  [
    'a deleted database takes its packages along',
    [database('a'), makeFacts([], { whiteouts: [whiteout('var')] })],
    '',
  ],
  [
    'a database that was away starts anew',
    [database('a'), makeFacts([], { whiteouts: [whiteout(status)] }), database('a')],
    'a=1@2',
  ],
  [
    'deleted and shipped again by one layer goes on',
    [database('a'), database('a b', [status])],
    'a=1@0 b=1@1',
  ],
  [
    'a database below a replaced directory is not there',
    [database('a'), makeFacts([file('var/lib/dpkg')])],
    '',
  ],
];

describe('packages', () => {
  for (const [name, layers, packages] of rows) {
    it(name, () => {
      expect(show(fold(layers).packages)).toBe(packages);
    });
  }

  it('takes the later of two databases in one layer', () => {
    const [first, second] = [database('a'), database('b')];
    const both = makeFacts([...first.entries, ...second.entries], {
      packageFiles: [...first.packageFiles, ...second.packageFiles],
    });
    expect(show(fold([both]).packages)).toBe('b=1@0');
  });

  it('knows instruction, base, purl, licences and bytes', () => {
    const list: PackageFile = {
      path: 'var/lib/dpkg/info/libc6:amd64.list',
      packages: [],
      owns: [
        {
          type: 'deb',
          package: 'libc6',
          architecture: 'amd64',
          files: ['usr/lib/libc.so.6', 'usr/lib/gone'],
        },
      ],
    };
    const copyright: PackageFile = {
      path: 'usr/share/doc/libc6/copyright',
      packages: [],
      owns: [],
      licenses: [{ type: 'deb', package: 'libc6', licenses: ['LGPL-2.1'] }],
    };
    const layer = makeFacts(
      [
        file(status),
        file(list.path),
        file(copyright.path),
        file('usr/lib/libc.so.6', 'x'.repeat(1000)),
        dir('usr/lib'),
      ],
      {
        packageFiles: [
          { path: status, packages: [record('libc6=2.36-9'), record('dash')], owns: [] },
          list,
          copyright,
        ],
      },
    );
    const history = [step('/bin/sh -c #(nop) ADD file:1 in /'), step('RUN /bin/sh -c apt-get install libc6')];
    const { packages } = fold([makeFacts([file('etc/x')]), layer], { history });
    expect(packages).toEqual([
      expect.objectContaining({ name: 'dash', licenses: [], liveBytes: 0, layer: 1 }),
      {
        ...record('libc6=2.36-9'),
        licenses: ['LGPL-2.1-only'],
        purl: 'pkg:deb/libc6@2.36-9?arch=amd64',
        path: status,
        layer: 1,
        instruction: 1,
        liveBytes: 1536 + 512,
        inBase: false,
      },
    ]);
  });

  it('counts an npm package by its directory, nested ones by theirs', () => {
    const paths = ['a/node_modules/@s/p', 'a/node_modules/@s/p/node_modules/q'] as const;
    const packages = { type: 'npm', version: '1', licenses: [], foundBy: 'npm' } as const;
    const layer = makeFacts(
      paths.flatMap((path) => [file(`${path}/package.json`), file(`${path}/index.js`)]),
      {
        packageFiles: [
          {
            path: `${paths[0]}/package.json`,
            packages: [{ ...packages, namespace: '@s', name: 'p' }],
            owns: [],
          },
          { path: `${paths[1]}/package.json`, packages: [{ ...packages, name: 'q' }], owns: [] },
        ],
      },
    );
    expect(fold([layer]).packages.map(({ purl, liveBytes }) => [purl, liveBytes])).toEqual([
      ['pkg:npm/%40s/p@1', 2048],
      ['pkg:npm/q@1', 2048],
    ]);
  });

  it('counts a Python package by its list, whose name may separate words in another way', () => {
    const site = 'usr/lib/python3/site-packages';
    const info = `${site}/ruamel_yaml-0.18.dist-info`;
    const layer = makeFacts([file(`${info}/METADATA`), file(`${site}/ruamel/yaml.py`)], {
      packageFiles: [
        {
          path: `${info}/METADATA`,
          packages: [{ type: 'pypi', name: 'ruamel.yaml', version: '0.18', licenses: [], foundBy: 'python' }],
          owns: [],
        },
        {
          path: `${info}/RECORD`,
          packages: [],
          owns: [{ type: 'pypi', package: 'ruamel_yaml', files: [`${site}/ruamel/yaml.py`] }],
        },
      ],
    });
    expect(fold([layer]).packages.map(({ liveBytes }) => liveBytes)).toEqual([1024]);
  });

  it('sorts by type, name, version, path and architecture', () => {
    const names = [record('b'), record('a=2'), { ...record('a=2'), architecture: 'i386' }, record('a=1')];
    const npm: PackageRecord = { ...record('zzz'), type: 'apk' };
    const layer = makeFacts([file(status)], {
      packageFiles: [{ path: status, packages: [...names, npm], owns: [] }],
    });
    expect(
      fold([layer]).packages.map((one) => `${one.type} ${one.name} ${one.version} ${one.architecture}`),
    ).toEqual(['apk zzz 1 amd64', 'deb a 1 amd64', 'deb a 2 amd64', 'deb a 2 i386', 'deb b 1 amd64']);
  });
});
