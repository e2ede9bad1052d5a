import { describe, expect, it } from 'vitest';
import { matchPackages } from '../../src/advisory/match.ts';
import { advisory, os, pkg, store } from './packages.ts';

const bookworm = os('debian', '12');
const openssl = { ecosystem: 'Debian:12', name: 'openssl' };
const libssl = pkg({
  type: 'deb',
  name: 'libssl3',
  version: '3.0.9-1+b2',
  source: { name: 'openssl', version: '3.0.9-1' },
});

function fixed(version: string) {
  return [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }, { fixed: version }] }];
}

describe('matchPackages', () => {
  it('matches by the source package and compares the source version', () => {
    const dsa = advisory({ id: 'DSA-1', ...openssl, ranges: fixed('3.0.11-1~deb12u2') });
    const { matches, warnings } = matchPackages([libssl], bookworm, store(dsa));
    expect(warnings).toEqual([]);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({
      package: libssl,
      id: 'DSA-1',
      aliases: [],
      fixed: '3.0.11-1~deb12u2',
      hits: [{ advisory: dsa, compared: { name: 'openssl', version: '3.0.9-1' }, range: dsa.ranges[0] }],
    });
  });

  it.each([
    ['16.1-1.el9', '18.2-3.module+el9.2', 0],
    ['16.1-1.module+el9.1', '18.2-3.module+el9.2', 1],
    ['16.1-1.module+el9.1', '18.2-3.el9', 0],
  ])('rpm build %s, fixed in %s: %d', (version, fix, count) => {
    const node = pkg({ type: 'rpm', name: 'nodejs', version });
    const alsa = advisory({ id: 'A-1', ecosystem: 'AlmaLinux:9', name: 'nodejs', ranges: fixed(fix) });
    expect(matchPackages([node], os('almalinux', '9.2'), store(alsa)).matches).toHaveLength(count);
  });

  it('matches by the binary name with the binary version', () => {
    const own = advisory({ id: 'X-1', ecosystem: 'Debian:12', name: 'libssl3', ranges: fixed('3.0.9-1+b3') });
    const { matches } = matchPackages([libssl], bookworm, store(own));
    expect(matches[0]?.hits[0]?.compared).toEqual({ name: 'libssl3', version: '3.0.9-1+b2' });
  });

  it.each([
    ['fixed', '3.0.9-1', bookworm],
    ['another release', '3.0.11-1', os('debian', '11')],
    ['an unknown distribution', '3.0.11-1', os('gentoo')],
    ['no os-release', '3.0.11-1', undefined],
  ])('finds nothing when it is %s', (_name, version, distribution) => {
    const dsa = advisory({ id: 'DSA-1', ...openssl, ranges: fixed(version) });
    expect(matchPackages([libssl], distribution, store(dsa)).matches).toEqual([]);
  });

  it('makes one match of all records of the same trouble, through any chain of names', () => {
    const records = [
      advisory({ id: 'DSA-2', ...openssl, aliases: ['CVE-2023-1'], ranges: fixed('3.0.10-1') }),
      advisory({ id: 'DEBIAN-CVE-2023-1', ...openssl, aliases: ['CVE-2023-1'], ranges: fixed('3.0.11-1') }),
      advisory({ id: 'OTHER-1', ...openssl, aliases: ['DSA-2'], ranges: fixed('3.0.10-1') }),
      advisory({ id: 'DSA-9', ...openssl, aliases: ['CVE-2023-9'], ranges: fixed('3.0.10-1') }),
    ];
    const { matches } = matchPackages([libssl], bookworm, store(...records));
    expect(matches.map(({ id, aliases, fixed: version }) => [id, aliases, version])).toEqual([
      ['CVE-2023-1', ['DEBIAN-CVE-2023-1', 'DSA-2', 'OTHER-1'], '3.0.11-1'],
      ['CVE-2023-9', ['DSA-9'], '3.0.10-1'],
    ]);
  });

  it('names the advisory when it stands for several CVEs', () => {
    const dsa = advisory({
      id: 'DSA-3',
      ...openssl,
      aliases: ['CVE-2023-1', 'CVE-2023-2'],
      ranges: fixed('4'),
    });
    expect(matchPackages([libssl], bookworm, store(dsa)).matches[0]).toMatchObject({
      id: 'DSA-3',
      aliases: ['CVE-2023-1', 'CVE-2023-2'],
    });
  });

  it('names no fixed version when one of the records knows none', () => {
    const open = [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }] }];
    const records = [
      advisory({ id: 'A', ...openssl, aliases: ['CVE-1'], ranges: open }),
      advisory({ id: 'B', ...openssl, aliases: ['CVE-1'], ranges: fixed('4') }),
    ];
    expect(matchPackages([libssl], bookworm, store(...records)).matches[0]).not.toHaveProperty('fixed');
  });

  it('looks in every ecosystem of a distribution, a record once', () => {
    const of = (ecosystem: string, id: string) =>
      advisory({ id, ecosystem, name: 'bash', ranges: fixed('5.2') });
    const bash = pkg({ type: 'deb', name: 'bash', version: '5.1-6ubuntu1' });
    const feed = store(of('Ubuntu:22.04:LTS', 'U-1'), of('Ubuntu:22.04', 'U-1'), of('Ubuntu:22.04', 'U-2'));
    const { matches } = matchPackages([bash], os('ubuntu', '22.04'), feed);
    expect(matches.map(({ id, hits }) => [id, hits.length])).toEqual([
      ['U-1', 1],
      ['U-2', 1],
    ]);
  });

  it('keeps packages with the same name apart', () => {
    const lodash = (path: string, version: string) => pkg({ type: 'npm', name: 'lodash', version, path });
    const ghsa = advisory({ id: 'GHSA-1', ecosystem: 'npm', name: 'lodash', ranges: fixed('4.17.21') });
    const packages = [lodash('a', '4.17.20'), lodash('b', '4.17.21'), lodash('c', '4.17.20')];
    const { matches } = matchPackages(packages, undefined, store(ghsa));
    expect(matches.map((match) => match.package.path)).toEqual(['a', 'c']);
  });

  it('warns about a version it cannot read, once, and matches nothing', () => {
    const bad = pkg({ type: 'npm', name: 'lodash', version: 'latest', path: 'p/package.json' });
    const ghsa = advisory({ id: 'GHSA-1', ecosystem: 'npm', name: 'lodash', ranges: fixed('4.17.21') });
    const result = matchPackages([bad, bad], undefined, store(ghsa));
    expect(result.matches).toEqual([]);
    expect(result.warnings).toEqual([
      {
        code: 'VERSION_INVALID',
        message: 'Package lodash is not matched: its version "latest" is no semver version',
        path: 'p/package.json',
      },
    ]);
  });

  it('warns about a range it cannot read', () => {
    const ghsa = advisory({ id: 'GHSA-1', ecosystem: 'npm', name: 'lodash', ranges: fixed('soon') });
    const lodash = pkg({ type: 'npm', name: 'lodash', version: '1.0.0' });
    const { matches, warnings } = matchPackages([lodash], undefined, store(ghsa));
    expect(matches).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'Advisory GHSA-1 for lodash names versions that cannot be read: "soon"',
    ]);
  });

  it('is not fooled by names of Object.prototype', () => {
    const packages = ['__proto__', 'constructor', 'toString'].map((name) =>
      pkg({ type: 'npm', name, version: '1.0.0' }),
    );
    expect(matchPackages(packages, undefined, store())).toEqual({ matches: [], warnings: [] });
  });
});
