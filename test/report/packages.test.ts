import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Package } from '../../src/model/package.ts';
import { matchesGlob } from '../../src/report/packages/glob.ts';
import { renderPackages } from '../../src/report/packages/render.ts';
import { type PackageFilter, selectPackages } from '../../src/report/packages/select.ts';

const globs: readonly (readonly [glob: string, text: string, matches: boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a', 'A', true],
  ['lib*', 'libc6', true],
  ['lib*', 'zlib1g', false],
  ['*lib*', 'zlib1g', true],
  ['?lib*g', 'zlib1g', true],
  ['a?', 'a', false],
  ['a*b*c', 'axxbxxbxc', true],
  ['a*b*c', 'axxbxxbx', false],
  ['a.c', 'abc', false],
];

describe('matchesGlob', () => {
  it.each(globs)('%j on %j: %j', (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it('does what a regular expression does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(letters, text, (glob, subject) => {
        const pattern = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesGlob(glob, subject)).toBe(pattern.test(subject));
      }),
    );
  });

  it('takes no time to fail on many stars', () => {
    expect(matchesGlob('*a'.repeat(500), 'a'.repeat(499))).toBe(false);
  });
});

function makePackage(fields: Partial<Package>): Package {
  const rest = { licenses: [], foundBy: 'x', path: 'x', liveBytes: 0, inBase: false, layer: 0 } as const;
  return { type: 'deb', name: 'bash', version: '5.2', purl: 'pkg:deb/bash@5.2', ...rest, ...fields };
}

const packages = [
  makePackage({ licenses: ['GPL-3.0-or-later', 'MIT'], liveBytes: 2_000_000 }),
  makePackage({ type: 'npm', namespace: '@s', name: 'a', version: '1', purl: 'pkg:npm/%40s/a@1', layer: 2 }),
  makePackage({ type: 'npm', name: 'e\u001b[2J', version: '\u202e', licenses: ['\u009b'], layer: 2 }),
];

const filters: readonly (readonly [PackageFilter, readonly number[]])[] = [
  [{}, [0, 1, 2]],
  [{ types: ['npm'] }, [1, 2]],
  [{ types: ['npm', 'deb'], layer: 0 }, [0]],
  [{ names: ['@s/*'] }, [1]],
  [{ names: ['A', 'ba*'] }, [0, 1]],
  [{ licenses: ['gpl*'] }, [0]],
  [{ licenses: ['gpl*'], types: ['npm'] }, []],
];

it.each(filters)('selects by %j', (filter, expected) => {
  expect(selectPackages(packages, filter)).toEqual(expected.map((at) => packages[at]));
});

describe('the list', () => {
  const options = { color: false, width: 80 };
  it('is a table', () => {
    expect(renderPackages(packages.slice(0, 1), 'table', options).split('\n')).toEqual([
      'TYPE  NAME  VERSION  LAYER     BYTES  LICENCES',
      'deb   bash  5.2      layer 1  2.0 MB  GPL-3.0-or-later, MIT',
      '1 package',
      '',
    ]);
  });
  it('says where packages of languages are, the end of it where there is no room', () => {
    const jar = {
      type: 'maven',
      namespace: 'g',
      name: 'c',
      version: '3',
      path: 'app/a.war',
      layer: 2,
    } as const;
    const rows = [
      makePackage({ ...jar, inside: 'WEB-INF/lib/c-3.jar', licenses: ['MIT'] }),
      makePackage({ ...jar, name: 'cc', inside: 'WEB-INF/lib/c-3.jar!/META-INF/maven/g/cc' }),
      makePackage({ ...jar, namespace: 'b', path: `${'long/'.repeat(9)}b.jar` }),
      makePackage({ ...jar, name: 'd', path: '', attachedSbom: `sha256:${'ab'.repeat(32)}` }),
      ...packages.slice(0, 1),
    ];
    expect(renderPackages(rows, 'table', { ...options, width: 84 }).split('\n')).toEqual([
      'TYPE   NAME  VERSION  LAYER     BYTES  WHERE                                       …',
      'deb    bash  5.2      layer 1  2.0 MB  -                                           …',
      'maven  b/c   3        layer 3       -  …/long/long/long/long/long/long/long/b.jar',
      'maven  g/c   3        layer 3       -  /app/a.war!/WEB-INF/lib/c-3.jar             …',
      'maven  g/cc  3        layer 3       -  …pp/a.war!/WEB-INF/lib/c-3.jar (shaded in)',
      'maven  g/d   3        layer 3       -  SBOM sha256:abababababab attached to the …',
      '5 packages',
      '',
    ]);
    expect(renderPackages(rows, 'table', { ...options, width: Number.MAX_SAFE_INTEGER })).toContain(
      `/${'long/'.repeat(9)}b.jar`,
    );
  });
  it('is a purl a line, or JSON', () => {
    expect(renderPackages(packages.slice(0, 2), 'purl', options)).toBe(
      'pkg:deb/bash@5.2\npkg:npm/%40s/a@1\n',
    );
    expect(JSON.parse(renderPackages(packages, 'json', options))).toEqual(packages);
  });
  it('lets nothing of the image reach the terminal unescaped', () => {
    expect(renderPackages(packages, 'table', options).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
  it('of nothing says so', () => {
    expect(renderPackages([], 'table', options)).toBe('0 packages\n');
  });
});
