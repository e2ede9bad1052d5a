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

  it('does not take a binary package for the source of the same name, where names are sources', () => {
    const other = advisory({ id: 'X-1', ecosystem: 'Debian:12', name: 'libssl3', ranges: fixed('9') });
    expect(matchPackages([libssl], bookworm, store(other)).matches).toEqual([]);
  });

  it('matches by the binary name, then by the source, where both have entries', () => {
    const rpm = pkg({
      type: 'rpm',
      name: 'openssl-libs',
      version: '1:3.0.7-1.el9',
      source: { name: 'openssl', version: '1:3.0.7-1.el9' },
    });
    const of = (id: string, name: string, fix: string) =>
      advisory({ id, ecosystem: 'AlmaLinux:9', name, ranges: fixed(fix) });
    const feed = store(
      of('A-1', 'openssl-libs', '1:3.0.7-1.el9'),
      of('A-1', 'openssl', '1:3.0.7-9.el9'),
      of('A-2', 'openssl', '1:3.0.7-9.el9'),
    );
    const { matches } = matchPackages([rpm], os('almalinux', '9.2'), feed);
    // Of A-1, the binary's own entry decides: it is fixed.
    expect(matches.map(({ id }) => id)).toEqual(['A-2']);
  });

  it('compares a source whose epoch is written nowhere without the epochs of the advisory', () => {
    const perlIo = pkg({
      type: 'rpm',
      name: 'perl-IO',
      version: '0:1.39-420',
      source: { name: 'perl', version: '5.26.3-420' },
    });
    const of = (fix: string) =>
      store(advisory({ id: 'S-1', ecosystem: 'openSUSE:Leap 15.6', name: 'perl', ranges: fixed(fix) }));
    const leap = os('opensuse-leap', '15.6');
    expect(matchPackages([perlIo], leap, of('4:5.26.3-419')).matches).toEqual([]);
    expect(matchPackages([perlIo], leap, of('4:5.26.3-421')).matches).toHaveLength(1);
  });

  it.each([
    ['nodejs:18:9020020230327:rhel9', 'Important: nodejs:18 security update', 1],
    ['nodejs:16:9020020230327:rhel9', 'Important: nodejs:18 security update', 0],
    ['nodejs:16:9020020230327:rhel9', 'Important: nodejs security update', 1],
    [undefined, 'Important: nodejs:18 security update', 1],
  ])('module %s, %s: %d', (modularity, summary, count) => {
    const version = '1:16.1-1.module+el9.1';
    const node = pkg({ type: 'rpm', name: 'nodejs', version, ...(modularity && { modularity }) });
    const ranges = fixed('1:18.2-3.module+el9.2');
    const alsa = advisory({ id: 'A-1', ecosystem: 'AlmaLinux:9', name: 'nodejs', ranges, summary });
    expect(matchPackages([node], os('almalinux', '9.2'), store(alsa)).matches).toHaveLength(count);
  });

  it('dismisses what the distribution says the package does not have', () => {
    const records = [
      advisory({ id: 'OTHER-1', ...openssl, aliases: ['CVE-2023-1'], ranges: fixed('9') }),
      advisory({ id: 'OTHER-2', ...openssl, aliases: ['CVE-2023-1', 'CVE-2023-2'], ranges: fixed('9') }),
      advisory({
        id: 'DEBIAN-CVE-2023-3',
        ...openssl,
        aliases: ['CVE-2023-3'],
        ranges: [],
        verdict: 'not-affected',
      }),
      advisory({ id: 'OTHER-3', ...openssl, aliases: ['CVE-2023-3'], ranges: fixed('9') }),
    ];
    const { matches, dismissed } = matchPackages([libssl], bookworm, store(...records));
    expect(matches.map(({ id }) => id)).toEqual(['OTHER-1']);
    expect(dismissed.map(({ match, advisory: { id } }) => [match.id, id])).toEqual([
      ['CVE-2023-3', 'DEBIAN-CVE-2023-3'],
    ]);
  });

  it('keeps a match of several troubles of which one is dismissed', () => {
    const cve = (id: string) => ({ aliases: [id], ...openssl });
    const records = [
      advisory({ id: 'DSA-1', ...openssl, aliases: ['CVE-1', 'CVE-2'], ranges: fixed('9') }),
      advisory({ id: 'D-1', ...cve('CVE-1'), ranges: [], verdict: 'not-affected' }),
    ];
    expect(matchPackages([libssl], bookworm, store(...records)).matches.map(({ id }) => id)).toEqual([
      'DSA-1',
    ]);
  });

  it('names the CVEs that a distribution calls related, and does not take them for the same elsewhere', () => {
    const bash = pkg({ type: 'rpm', name: 'bash', version: '5.1.8-1.el9' });
    const lodash = pkg({ type: 'npm', name: 'lodash', version: '1.0.0' });
    const related = ['CVE-2024-1', 'GHSA-1'];
    const feed = store(
      advisory({ id: 'ALSA-1', ecosystem: 'AlmaLinux:9', name: 'bash', related, ranges: fixed('9') }),
      advisory({ id: 'GHSA-2', ecosystem: 'npm', name: 'lodash', related, ranges: fixed('9.0.0') }),
    );
    const { matches } = matchPackages([bash, lodash], os('almalinux', '9.2'), feed);
    expect(matches.map(({ id, aliases }) => [id, aliases])).toEqual([
      ['CVE-2024-1', ['ALSA-1']],
      ['GHSA-2', []],
    ]);
  });

  it('takes the very text of a listed version, readable or not', () => {
    const pytz = pkg({ type: 'pypi', name: 'pytz', version: '2004d' });
    const pysec = advisory({ id: 'PYSEC-1', ecosystem: 'PyPI', name: 'pytz', versions: ['2004d'] });
    const { matches, warnings } = matchPackages([pytz], undefined, store(pysec));
    expect(matches.map(({ id }) => id)).toEqual(['PYSEC-1']);
    expect(warnings).toHaveLength(1);
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
    expect(matchPackages(packages, undefined, store())).toEqual({ matches: [], dismissed: [], warnings: [] });
  });
});
