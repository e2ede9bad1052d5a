import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchemes, schemeOf, schemes } from '../../src/version/list.ts';
import type { VersionScheme } from '../../src/version/scheme.ts';

const corpora = new URL('../../fixtures/versions/', import.meta.url);

/** Pieces that make versions of a scheme likely, and near misses too. */
const pieces: Readonly<Record<string, readonly string[]>> = {
  alpm: ['1', '0', '10', '09', '.', '..', '_', 'a', 'rc', '1:', '+', '.1', '2'],
  apk: ['1', '0', '10', '01', '.', '.', 'a', '_alpha', '_p', '_rc', '_git', '2', '-r', '-r1', '~abc'],
  composer: ['1', '0', '10', '.', '.1', '-beta', 'RC2', '-p1', '-dev', '.x', '20240101', 'v', 'alpha'],
  conan: ['1', '0', '10', '.', '-', '+', 'a', 'rc', '.0', '01'],
  cran: ['1', '0', '10', '.', '-', '.1', '-2', '01'],
  deb: ['1', '0', '10', '09', '.', '-', '~', '+', 'a', 'Z', '1:', 'rc'],
  gem: ['1', '0', '10', '.', '.', 'a', 'rc', 'pre', '-', '1'],
  go: [
    '1.2.3',
    '1.0.0',
    '1.2',
    'v',
    '-',
    '.',
    '0',
    '10',
    'rc',
    'rc1',
    '+incompatible',
    '-0',
    'go',
    '.20200101',
  ],
  hackage: ['1', '0', '10', '.', '.1', '.2', '01'],
  hex: ['1.2.3', '1.0.0', '0.0.0', '-', '.', '1', '10', 'rc', '+b', '-a'],
  maven: ['1', '0', '10', '.', '-', 'alpha', 'a', 'rc', 'sp', 'ga', 'final', 'snapshot', 'x'],
  nuget: ['1', '0', '1.2', '.', '-', '-A', 'b', '10', '.1', '-1', '+x', '2147483648'],
  pep440: ['1', '0', '.', '.', '1!', 'a1', 'rc2', '.post1', '.dev1', '+a', '-1', 'b'],
  pub: ['1.2.3', '1.0.0', '0.0.0', '-', '.', '1', '010', 'rc', '+b', '+1'],
  rpm: ['1', '0', '10', '09', '.', '_', '~', '^', 'a', 'Z', '1:', '-1', '.el9'],
  semver: ['1.2.3', '1.0.0', '0.0.0', '-', '.', '1', '10', 'rc', '+b', 'v'],
};

/**
 * Orders that are followed as they are, though they go in circles: Maven's of a, -alpha-x and 0; Conan's of 2, 10 and
 * 1x, compared by text as soon as one is no number; pacman's of +, 1 and .a, whose separators count on both sides only.
 */
const notTransitive: readonly string[] = ['alpm', 'conan', 'maven'];

function parse(scheme: VersionScheme<unknown>, text: string): unknown {
  const version = scheme.parse(text);
  if (version === undefined) throw new Error(`${scheme.id} does not read ${text}`);
  return version;
}

function relation(scheme: VersionScheme<unknown>, a: string, b: string): string {
  const difference = scheme.compare(parse(scheme, a), parse(scheme, b));
  return difference < 0 ? '<' : difference > 0 ? '>' : '=';
}

const opposite: Readonly<Record<string, string>> = { '<': '>', '>': '<', '=': '=' };

function corpus(id: string): (readonly [string, string, string])[] {
  const lines = readFileSync(new URL(`${id}.txt`, corpora), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [a = '', sign = '', b = ''] = line.split(' ');
      return [a, sign, b] as const;
    });
}

it('has a corpus for every scheme', () => {
  expect(readdirSync(corpora).sort()).toEqual(schemes.map(({ id }) => `${id}.txt`));
});

describe.each(schemes.map((scheme) => [scheme.id, scheme] as const))('%s', (id, scheme) => {
  it('agrees with its corpus in both directions', () => {
    const rows = corpus(id);
    expect(rows.length).toBeGreaterThanOrEqual(20);
    const wrong = rows.filter(
      ([a, sign, b]) => relation(scheme, a, b) !== sign || relation(scheme, b, a) !== opposite[sign],
    );
    expect(wrong).toEqual([]);
  });

  const candidate = fc
    .array(fc.constantFrom(...(pieces[id] ?? [])), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''));

  it('is a total order: reflexive, antisymmetric, transitive', () => {
    fc.assert(
      fc.property(candidate, candidate, candidate, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((text) => scheme.parse(text));
        if (a === undefined || b === undefined || c === undefined) return;
        expect(scheme.compare(a, a)).toBe(0);
        expect(Math.sign(scheme.compare(a, b))).toBe(-Math.sign(scheme.compare(b, a)) || 0);
        if (notTransitive.includes(id)) return;
        if (scheme.compare(a, b) <= 0 && scheme.compare(b, c) <= 0) {
          expect(scheme.compare(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const version = scheme.parse(text);
        if (version !== undefined) expect(scheme.compare(version, version)).toBe(0);
      }),
    );
  });

  it('reads long hostile text in linear time', () => {
    const parts = ['1', '.1', '-1', '_', 'a1', '1a.', '.-', '~', '+a.', '!', '__1', '.dev', '1.0-'];
    const started = performance.now();
    for (const part of parts) scheme.parse(part.repeat(50_000));
    for (const part of parts) scheme.parse(`1${part.repeat(50_000)}!`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('what is no version', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [
      'apk',
      [
        '',
        '.1',
        'a',
        '-r1',
        '0.1a1',
        '0.1a.1',
        '0.1bc',
        '0.1_foobar',
        '0.1_',
        '0.1-pre1.1',
        '0.1-r',
        '0.1-r2-r3',
      ],
    ],
    ['apk', ['0.1-r2.1', '0.1-r2_p3', '0.1_pre2~', '0.1_pre2~12xz', '0.1__alpha', '0.1_1_alpha', '1.0 ']],
    [
      'deb',
      ['', ' ', '1.0-', ':1.0', 'a:1.0', '1:', '-1', '1 0', '2147483648:1', '1.0_1', '1.0/1', '1.0\u00e9'],
    ],
    ['alpm', ['', '-1', '1-', '1-1-1', '1 0', 'a:1']],
    ['composer', ['', 'dev-main', 'main', '1.2.3.4.5', '1.0-foo', 'dev', 'x.y-dev', '1..0']],
    ['conan', ['', ' ', '1 0']],
    ['cran', ['', '1.', '.1', '1..2', '1.0a', '1.0--1', '1.0 ']],
    ['gem', ['', 'a', '.1', '1..2', '1.0_1']],
    [
      'go',
      [
        '',
        '01.2.3',
        'v',
        'latest',
        '(devel)',
        '1.2-pre',
        '1.2.3.4',
        '1.2.3-01',
        '1.2.3-',
        'gov1.2.3',
        '1.2.3rc',
      ],
    ],
    ['hackage', ['', '1.', '.1', '1-2', '1.0a', 'v1']],
    ['hex', ['', '1', '1.2', 'v1.2.3', '01.2.3', '1.2.3-01', '1.2.3.4', '1.2.3-', '1.2.3+', ' 1.2.3']],
    ['maven', ['', 'a b', '1'.repeat(513)]],
    [
      'nuget',
      [
        '',
        '1beta',
        '1.2..',
        '1.2.3.4.5',
        '1.2.3.Beta',
        '1.34.2Alpha',
        '1.4.7-',
        '1.4.7-*',
        '1.4.7+*',
        'v1.0',
      ],
    ],
    ['nuget', ['1.4.7-AA.01^', '1.2147483648', '-1.1', '1.-1', '1.', '....', '1.0.0-01', '1.0.0-a..b']],
    ['pep440', ['', '2.0.0-final', '1.0+', '1.0-beta-x', 'latest', '1.0.dev1.post1', '1..0']],
    ['pub', ['', '1', '1.2', 'v1.2.3', '1.2.3.4', '1.2.3-', '1.2.3+', '1.2.3-a..b']],
    ['rpm', ['', '-1', '1.0-', 'a:1', '1.0-1-1', '1 0']],
    ['semver', ['', '1', '1.2', '1.2.3.4', '01.2.3', 'latest', '1.2.x']],
  ];
  it.each(rows)('%s', (id, texts) => {
    const scheme = schemes.find((candidate) => candidate.id === id);
    expect(texts.filter((text) => scheme?.parse(text) !== undefined)).toEqual([]);
  });
});

describe("Go's own releases", () => {
  const scheme = schemes.find(({ id }) => id === 'go');
  it.each([
    ['go1.20', '1.20.0'],
    ['1.22rc1', '1.22.0-rc.1'],
    ['go1.9.2rc2', '1.9.2-rc.2'],
    ['go1.21beta1', '1.21.0-beta.1'],
    ['1.25.1 X:boringcrypto', '1.25.1'],
    ['go1.8-pre3', '1.8.0-pre.3'],
  ])('%s is %s', (release, version) => {
    const [a, b] = [scheme?.parse(release), scheme?.parse(version)];
    expect(a).toBeDefined();
    expect(scheme?.compare(a, b)).toBe(0);
  });
});

describe('schemeOf', () => {
  it.each([
    ['Debian:12', 'deb'],
    ['Ubuntu:22.04:LTS', 'deb'],
    ['Alpine:v3.20', 'apk'],
    ['AlmaLinux:9', 'rpm'],
    ['npm', 'semver'],
    ['Go', 'go'],
    ['Hex', 'hex'],
    ['Pub', 'pub'],
    ['NuGet', 'nuget'],
    ['CRAN', 'cran'],
    ['Hackage', 'hackage'],
    ['ConanCenter', 'conan'],
    ['Arch Linux', 'alpm'],
    ['Ubuntu:Pro:18.04:LTS', 'deb'],
    ['Red Hat:enterprise_linux:9::baseos', 'rpm'],
    ['SUSE:Linux Enterprise Server 15 SP5', 'rpm'],
    ['openEuler:24.03-LTS', 'rpm'],
    ['PyPI', 'pep440'],
    ['Maven', 'maven'],
    ['RubyGems', 'gem'],
    ['Packagist', 'composer'],
    ['Packagist:https://packages.drupal.org/8', 'composer'],
    ['GIT', undefined],
    ['Linux', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%s is ordered by %s', (ecosystem, id) => {
    expect(schemeOf(ecosystem)?.id).toBe(id);
  });

  it('keeps the list sorted by id, each once', () => {
    const ids = schemes.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

it('createSchemes gives schemes that read the same, again and again', () => {
  const remembered = createSchemes();
  expect(remembered('GIT')).toBeUndefined();
  expect(remembered('Debian:12')).toBe(remembered('Debian:11'));
  for (const text of ['1.0-1', 'no version', '1.0-1', 'no version']) {
    expect(remembered('Debian:12')?.parse(text)).toEqual(schemeOf('Debian:12')?.parse(text));
  }
});
