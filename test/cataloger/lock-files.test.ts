import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bunLock } from '../../src/cataloger/bun-lock.ts';
import { cargoLock } from '../../src/cataloger/cargo-lock.ts';
import { denoLock } from '../../src/cataloger/deno-lock.ts';
import { goMod } from '../../src/cataloger/go-mod.ts';
import { npmLock } from '../../src/cataloger/npm-lock.ts';
import { pnpmLock } from '../../src/cataloger/pnpm-lock.ts';
import { pythonLock } from '../../src/cataloger/python-lock.ts';
import { pythonRequirements } from '../../src/cataloger/python-requirements.ts';
import { yarnLock } from '../../src/cataloger/yarn-lock.ts';
import type { Cataloger } from '../../src/model/analyzer.ts';
import { catalogFile } from '../support/catalog.ts';

/** `@scope/name@version`, in the order they were found; every record has to be one of a lock file. */
function read(cataloger: Cataloger, path: string, text: string): string[] | undefined {
  const result = catalogFile(cataloger, path, Buffer.from(text));
  return result?.packages.map(({ namespace, name, version, fromLockFile, foundBy }) => {
    expect([fromLockFile, foundBy]).toEqual([true, cataloger.name]);
    return `${namespace === undefined ? '' : `${namespace}/`}${name}@${version}`;
  });
}

type Row = readonly [
  what: string,
  cataloger: Cataloger,
  path: string,
  text: string,
  expected: readonly string[],
];

const rows: readonly Row[] = [
  [
    'package-lock 3: places, aliases, links, workspaces',
    npmLock,
    'app/package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0' },
        'packages/w': { version: '0.0.1' },
        'node_modules/w': { resolved: 'packages/w', link: true },
        'node_modules/@s/a': { version: '1.0.0', license: 'MIT' },
        'node_modules/b/node_modules/a': { version: '2.0.0', dev: true },
        'node_modules/alias': { name: 'real', version: '3.0.0' },
      },
    }),
    ['@s/a@1.0.0', 'a@2.0.0', 'real@3.0.0'],
  ],
  [
    'package-lock 1: a tree',
    npmLock,
    'npm-shrinkwrap.json',
    JSON.stringify({
      dependencies: {
        a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } },
        alias: { version: 'npm:@s/real@3.0.0' },
        git: { version: 'git+https://example.org/x.git#1' },
      },
    }),
    ['a@1.0.0', '@s/real@3.0.0', 'b@2.0.0'],
  ],
  [
    'yarn.lock 1',
    yarnLock,
    'yarn.lock',
    `# yarn lockfile v1

"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.2.0"
  resolved "https://registry.example.org/a.tgz#abc"
  dependencies:
    version "9.9.9"

b@1:
  version "1.0.0"

"alias@npm:@s/real@^2.0.0":
  version "2.1.0"

"local@file:./x":
  version "0.0.0"
`,
    ['@s/a@1.2.0', 'b@1.0.0', '@s/real@2.1.0'],
  ],
  [
    'yarn.lock of Yarn 2 and later',
    yarnLock,
    'a/yarn.lock',
    `__metadata:
  version: 8
  cacheKey: 10c0

"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
  version: 1.2.0
  resolution: "@s/a@npm:1.2.0"
  checksum: x

"alias@npm:real@^2.0.0":
  version: 2.1.0
  resolution: "real@npm:2.1.0"

"typescript@patch:typescript@npm%3A^5.0.0#optional!builtin<compat/typescript>":
  version: 5.4.5
  resolution: "typescript@patch:typescript@npm%3A5.4.5#optional!builtin<compat/typescript>::version=5.4.5"

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
`,
    ['@s/a@1.2.0', 'real@2.1.0', 'typescript@5.4.5'],
  ],
  [
    'pnpm-lock 5',
    pnpmLock,
    'pnpm-lock.yaml',
    `lockfileVersion: 5.4

dependencies:
  a: 1.0.0

packages:

  /@s/a/1.0.0_@babel+core@7.0.0:
    resolution: {integrity: x}
    dependencies:
      b: 9.9.9

  /b/2.0.0:
    resolution: {integrity: x}

  github.com/o/r/abcdef:
    resolution: {tarball: x}
    name: r
    version: 3.0.0
`,
    ['@s/a@1.0.0', 'b@2.0.0', 'r@3.0.0'],
  ],
  [
    'pnpm-lock 6',
    pnpmLock,
    'pnpm-lock.yaml',
    "lockfileVersion: '6.0'\n\npackages:\n\n  /@s/a@1.0.0(@b/c@7.0.0):\n    dev: true\n\n  /b@2.0.0-rc.1:\n    dev: false\n\n  file:x:\n    name: x\n    version: 1.0.0\n",
    ['@s/a@1.0.0', 'b@2.0.0-rc.1'],
  ],
  [
    'pnpm-lock 9',
    pnpmLock,
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n\npackages:\n\n  '@s/a@1.0.0':\n    resolution: {integrity: x}\n\n  b@2.0.0: {}\n\n  c@https://codeload.github.com/o/c/tar.gz/abc:\n    resolution: {tarball: x}\n    version: 0.1.0\n\n  d@file:d:\n    resolution: {directory: d}\n\nsnapshots:\n\n  '@s/a@1.0.0(b@2.0.0)': {}\n",
    ['@s/a@1.0.0', 'b@2.0.0', 'c@0.1.0'],
  ],
  [
    'bun.lock: commas after the last item',
    bunLock,
    'bun.lock',
    '{"lockfileVersion": 1, "packages": {\n "a": ["@s/a@1.0.0", "", {"x": ",}"}, "sha512-x",],\n "w": ["w@workspace:w"],\n "a/b": ["b@2.0.0", "", { }, "x"],\n},}',
    ['@s/a@1.0.0', 'b@2.0.0'],
  ],
  [
    'deno.lock 4',
    denoLock,
    'deno.lock',
    '{"version":"4","jsr":{"@std/path@1.0.8":{}},"npm":{"@s/a@1.0.0_react@18.0.0":{},"b@2.0.0":{}}}',
    ['@s/a@1.0.0', 'b@2.0.0', '@jsr/std__path@1.0.8'],
  ],
  [
    'deno.lock 3',
    denoLock,
    'deno.lock',
    '{"version":"3","packages":{"specifiers":{},"npm":{"chalk@5.3.0":{}}}}',
    ['chalk@5.3.0'],
  ],
  [
    'Cargo.lock: crates of a registry or repository',
    cargoLock,
    'Cargo.lock',
    'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
    ['serde@1.0.200'],
  ],
  [
    'uv.lock',
    pythonLock,
    'uv.lock',
    '[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { editable = "." }\n[[package]]\nname = "idna"\nversion = "3.7"\nsource = { registry = "https://example.org/simple" }\n',
    ['idna@3.7'],
  ],
  [
    'poetry.lock',
    pythonLock,
    'poetry.lock',
    '[[package]]\nname = "idna"\nversion = "3.7"\n[[package]]\nname = "x"\nversion = "1"\n[package.source]\ntype = "directory"\nurl = "x"\n',
    ['idna@3.7'],
  ],
  [
    'pylock.toml',
    pythonLock,
    'pylock.prod.toml',
    'lock-version = "1.0"\n[[packages]]\nname = "idna"\nversion = "3.7"\n[[packages]]\nname = "app"\ndirectory = { path = "." }\nversion = "1"\n[[packages]]\nname = "git"\n',
    ['idna@3.7'],
  ],
  [
    'Pipfile.lock',
    pythonLock,
    'Pipfile.lock',
    '{"_meta":{},"default":{"idna":{"version":"==3.7"},"git":{"ref":"x"}},"develop":{"pytest":{"version":"==8.0"}}}',
    ['idna@3.7', 'pytest@8.0'],
  ],
  [
    'requirements.txt: exact pins alone',
    pythonRequirements,
    'app/requirements.txt',
    '-r base.txt\nidna==3.7  # why\nrequests[socks] == 2.31.0 ; python_version > "3" \\\n    --hash=sha256:x\na>=1\nb==1.*\nc===1.0+local\nd\n',
    ['idna@3.7', 'requests@2.31.0', 'c@1.0+local'],
  ],
  [
    'go.mod: replacements',
    goMod,
    'src/go.mod',
    'module example.org/app // x\ngo 1.22\nrequire golang.org/x/text v0.14.0\nrequire (\n\texample.org/a v1.0.0 // indirect\n\texample.org/b v1.0.0\n\texample.org/c v1.0.0\n)\nreplace example.org/b => ../b\nreplace (\n\texample.org/c v1.0.0 => example.org/fork/c v1.0.1\n)\n',
    ['golang.org/x/text@v0.14.0', 'example.org/a@v1.0.0', 'example.org/fork/c@v1.0.1'],
  ],
];

describe('lock files', () => {
  for (const [what, cataloger, path, text, expected] of rows) {
    it(what, () => {
      expect(read(cataloger, path, text)).toEqual(expected);
      expect(catalogFile(cataloger, path, Buffer.from(text))?.warnings).toEqual([]);
      expect(read(cataloger, path, text.replaceAll('\n', '\r\n'))).toEqual(expected);
    });
  }

  it('keeps the licences that package-lock.json says', () => {
    const text = '{"packages":{"node_modules/a":{"version":"1.0.0","license":"MIT"}}}';
    expect(catalogFile(npmLock, 'package-lock.json', Buffer.from(text))?.packages[0]?.licenses).toEqual([
      'MIT',
    ]);
  });

  for (const [cataloger, path] of [
    [npmLock, 'app/node_modules/a/package-lock.json'],
    [npmLock, 'app/node_modules/.package-lock.json'],
    [npmLock, 'app/my-package-lock.json'],
    [yarnLock, 'app/node_modules/a/yarn.lock'],
    [cargoLock, 'root/.cargo/registry/src/index/a-1.0.0/Cargo.lock'],
    [goMod, 'usr/local/go/src/go.mod'],
    [goMod, 'usr/share/go-1.19/test/bench/go1/go.mod'],
    [goMod, 'go/pkg/mod/example.org/a@v1.0.0/go.mod'],
    [pythonLock, 'usr/lib/python3/site-packages/a/poetry.lock'],
    [pythonLock, 'app/pyproject.toml'],
    [pythonLock, 'app/composer.lock'],
    [pythonRequirements, 'usr/lib/python3/dist-packages/a/requirements.txt'],
    [pythonRequirements, 'app/robots.txt'],
  ] as const) {
    it(`passes ${path}`, () => expect(catalogFile(cataloger, path, Buffer.from('{}'))).toBeUndefined());
  }

  it('reads what pnpm says it installed', () => {
    const text = "lockfileVersion: '9.0'\npackages:\n  b@2.0.0: {}\n";
    expect(read(pnpmLock, 'app/node_modules/.pnpm/lock.yaml', text)).toEqual(['b@2.0.0']);
  });

  it('wants requirements under their usual names', () => {
    const names = [
      'requirements-dev.txt',
      'dev-requirements.txt',
      'requirements/prod.txt',
      'requirements.prod.txt',
    ];
    expect(
      names.map((name) => catalogFile(pythonRequirements, `a/${name}`, Buffer.from('a==1'))?.packages.length),
    ).toEqual([1, 1, 1, 1]);
  });

  it('pip lists the copies in itself: no lock file', () => {
    const path = 'usr/lib/python3/site-packages/pip/_vendor/vendor.txt';
    const text = 'CacheControl==0.14.1  # Make sure\nrequests==2.32.3\n    certifi==2024.8.30\n';
    const found = catalogFile(pythonRequirements, path, Buffer.from(text))?.packages;
    expect(found?.map(({ name, fromLockFile }) => [name, fromLockFile])).toEqual([
      ['CacheControl', undefined],
      ['requests', undefined],
      ['certifi', undefined],
    ]);
  });

  it('warns of packages without a usable name or version', () => {
    const text = '{"packages":{"node_modules/a":{},"node_modules/b":{"version":"1 2"},"node_modules/c":7}}';
    expect(catalogFile(npmLock, 'package-lock.json', Buffer.from(text))).toMatchObject({
      packages: [],
      warnings: [{ code: 'PACKAGE_INVALID' }, { code: 'PACKAGE_INVALID' }, { code: 'PACKAGE_INVALID' }],
    });
  });

  for (const [what, cataloger, path, text] of rows) {
    it(`${what}: any change gives packages of a sane shape or an error`, () => {
      const change = fc.tuple(fc.nat(text.length), fc.string({ maxLength: 8 }), fc.nat(20));
      fc.assert(
        fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
          let changed = text;
          for (const [at, inserted, removed] of changes)
            changed = changed.slice(0, at) + inserted + changed.slice(at + removed);
          let found: readonly string[] = [];
          try {
            found = read(cataloger, path, changed) ?? [];
          } catch (error) {
            if (!(error instanceof Error) || error.name === 'AssertionError') throw error;
          }
          for (const item of found) expect(item).toMatch(/^[^\s/][^\s]*@[^\s]+$/);
        }),
        { numRuns: 200 },
      );
    });
  }

  it('reads hostile texts in linear time', () => {
    const attacks: readonly (readonly [Cataloger, string, string])[] = [
      [bunLock, 'bun.lock', '"\\"'.repeat(400_000)],
      [bunLock, 'bun.lock', `,${' '.repeat(20)}`.repeat(100_000)],
      [pnpmLock, 'pnpm-lock.yaml', `packages:\n${"  '@a".repeat(500_000)}`],
      [yarnLock, 'yarn.lock', '"a@,'.repeat(500_000)],
      [goMod, 'go.mod', `require ${'a '.repeat(500_000)}`],
      [
        npmLock,
        'package-lock.json',
        `{"dependencies":{"a":${'{"version":"1","dependencies":{"a":'.repeat(50_000)}`,
      ],
      [pythonRequirements, 'requirements.txt', `a${' '.repeat(1_000_000)}==1`],
    ];
    for (const [cataloger, path, text] of attacks) {
      const start = performance.now();
      try {
        read(cataloger, path, text);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
      expect(performance.now() - start, path).toBeLessThan(2_000);
    }
  });
});
