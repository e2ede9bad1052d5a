import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../src/advisory/distribution.ts';
import { createEcosystems, ecosystemsOf, lookupsOf } from '../../src/advisory/ecosystem.ts';
import { os, pkg } from './packages.ts';

describe('distributionOf', () => {
  it.each([
    ['debian', '12', ['Debian:12']],
    ['debian', '11.9', ['Debian:11']],
    ['debian', undefined, []],
    ['raspbian', '11', ['Debian:11']],
    ['devuan', '5', ['Debian:12']],
    ['ubuntu', '22.04', ['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'Ubuntu:Pro:22.04:LTS']],
    ['ubuntu', '25.04', ['Ubuntu:25.04']],
    ['ubuntu', '24.10', ['Ubuntu:24.10']],
    ['ubuntu', 'devel', []],
    ['pop', '22.04', ['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'Ubuntu:Pro:22.04:LTS']],
    ['linuxmint', '21.3', ['Ubuntu:22.04:LTS', 'Ubuntu:22.04', 'Ubuntu:Pro:22.04:LTS']],
    ['linuxmint', '99', []],
    ['kali', '2026.1', []],
    ['alpine', '3.20.3', ['Alpine:v3.20']],
    ['alpine', '3.9.6', ['Alpine:v3.9']],
    ['alpine', '3.21.0_alpha20240807', ['Alpine:edge']],
    ['alpine', undefined, []],
    ['wolfi', '20230201', ['Wolfi']],
    ['chainguard', '20230214', ['Chainguard', 'Wolfi']],
    ['almalinux', '9.4', ['AlmaLinux:9']],
    ['rocky', '8.10', ['Rocky Linux:8']],
    [
      'rhel',
      '9.4',
      ['baseos', 'appstream', 'crb'].map((repository) => `Red Hat:enterprise_linux:9::${repository}`),
    ],
    ['azurelinux', '3.0', ['Azure Linux:3']],
    ['opensuse-leap', '15.6', ['openSUSE:Leap 15.6']],
    ['photon', '5.0', ['Photon OS:5.0']],
    ['almalinux', undefined, []],
    ['slackware', '15.0', []],
    [
      'rhel',
      '7.9',
      ['server', 'client', 'workstation', 'computenode'].map((name) => `Red Hat:enterprise_linux:7::${name}`),
    ],
    ['rhel', '10.1', ['Red Hat:enterprise_linux:10.1', 'Red Hat:enterprise_linux:10.0']],
    ['rhel', '10', ['Red Hat:enterprise_linux:10.0']],
    ['centos', '8', ['baseos', 'appstream', 'crb'].map((name) => `Red Hat:enterprise_linux:8::${name}`)],
    ['centos', '9', []],
    ['fedora', '43', []],
    ['amzn', '2023', []],
    ['ol', '9.4', []],
    ['arch', undefined, ['Arch Linux']],
    ['minimos', '20260101', ['MinimOS']],
    ['echo', '1', ['Echo']],
    ['alpaquita', 'stream', ['Alpaquita:stream']],
    ['mageia', '9', ['Mageia:9']],
    ['sles', '12.5', ['SUSE:Linux Enterprise Server 12 SP5', 'SUSE:Linux Enterprise Server 12 SP5-LTSS']],
    ['sles', '16.0', ['SUSE:Linux Enterprise Server 16.0']],
    ['opensuse-tumbleweed', '20260101', ['openSUSE:Tumbleweed']],
    ['opensuse-leap-micro', '5.5', ['openSUSE:Leap Micro 5.5']],
    ['sle-micro', '5.5', ['SUSE:Linux Enterprise Micro 5.5']],
  ])('%s %s', (id, version, expected) => {
    expect(distributionOf(os(id, version)).ecosystems).toEqual(expected);
  });
});

describe('distributionOf, by more than the number', () => {
  it.each([
    ['debian', undefined, 'Debian GNU/Linux forky/sid', ['Debian:14', 'Debian:sid']],
    ['debian', undefined, 'Debian GNU/Linux unheard/sid', ['Debian:sid']],
    ['openEuler', '22.03', 'openEuler 22.03 (LTS-SP3)', ['openEuler:22.03-LTS-SP3']],
    ['openEuler', '24.03', 'openEuler 24.03 (LTS)', ['openEuler:24.03-LTS']],
    ['centos', '8', 'CentOS Stream 8', []],
  ])('%s %s %s', (id, version, prettyName, expected) => {
    expect(distributionOf({ ...os(id, version), prettyName }).ecosystems).toEqual(expected);
  });

  it('looks up what SUSE brings in modules', () => {
    const { ecosystems } = distributionOf(os('sles', '15.5'));
    expect(ecosystems[0]).toBe('SUSE:Linux Enterprise Server 15 SP5');
    expect(ecosystems).toContain('SUSE:Linux Enterprise Module for Basesystem 15 SP5');
    expect(ecosystems.at(-1)).toBe('SUSE:Linux Enterprise Server 15 SP5-LTSS');
  });

  it.each([
    ['raspbian', '12', 'Debian 12'],
    ['devuan', '5', 'Debian 12'],
    ['linuxmint', '22.1', 'Ubuntu 24.04'],
    ['neon', '24.04', 'Ubuntu 24.04'],
    ['centos', '7', 'Red Hat Enterprise Linux 7'],
    ['debian', '12', undefined],
  ])('%s %s is made from %s', (id, version, expected) => {
    expect(distributionOf(os(id, version)).derivedFrom).toBe(expected);
  });
});

it('createEcosystems asks for records without a release last', () => {
  const bash = pkg({ type: 'deb', name: 'bash', version: '5.2-1' });
  expect(createEcosystems(os('debian', '12'))(bash)).toEqual(['Debian:12', 'Debian']);
  expect(createEcosystems(os('devuan'))(bash)).toEqual([]);
});

it("createEcosystems asks for Ubuntu Pro's records first where the build is of it", () => {
  const build = (version: string) => pkg({ type: 'deb', name: 'bash', version });
  const focal = os('ubuntu', '20.04');
  expect(createEcosystems(focal)(build('5.0-6ubuntu1.2'))[0]).toBe('Ubuntu:20.04:LTS');
  expect(createEcosystems(focal)(build('5.0-6ubuntu1.2+esm1'))[0]).toBe('Ubuntu:Pro:20.04:LTS');
});

it.each([
  ['npm', undefined, ['npm']],
  ['pypi', os('debian', '12'), ['PyPI']],
  ['deb', os('debian', '12'), ['Debian:12']],
  ['deb', undefined, []],
  ['apk', os('alpine', '3.20.0'), ['Alpine:v3.20']],
  ['rpm', os('almalinux', '9.4'), ['AlmaLinux:9']],
  ['rpm', os('debian', '12'), []],
  ['deb', os('rocky', '9.4'), []],
  ['golang', os('debian', '12'), ['Go']],
  ['maven', undefined, ['Maven']],
  ['gem', undefined, ['RubyGems']],
  ['nuget', os('debian', '12'), ['NuGet']],
  ['composer', undefined, ['Packagist']],
  ['cpan', undefined, []],
] as const)('ecosystemsOf %s', (type, distribution, expected) => {
  expect(ecosystemsOf(type, distribution)).toEqual(expected);
});

describe('lookupsOf', () => {
  const source = { name: 'openssl', version: '3.0.11-1' };
  const rpmSource = { name: 'perl', version: '5.26.3-420' };
  it.each([
    [
      'its own name',
      'Debian:12',
      pkg({ type: 'deb', name: 'bash', version: '5.2' }),
      [{ name: 'bash', version: '5.2' }],
    ],
    [
      'the source alone',
      'Debian:12',
      pkg({ type: 'deb', name: 'libssl3', version: '3.0.11-1+b1', source }),
      [source],
    ],
    [
      'the source once',
      'Wolfi',
      pkg({ type: 'apk', name: 'openssl', version: '3.0.11-1', source }),
      [source],
    ],
    [
      'its own name and the origin',
      'Wolfi',
      pkg({ type: 'apk', name: 'libssl3', version: '3.0.11-1', source }),
      [{ name: 'libssl3', version: '3.0.11-1' }, source],
    ],
    [
      'a scope',
      'npm',
      pkg({ type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0' }),
      [{ name: '@babel/core', version: '7.0.0' }],
    ],
    [
      'a group',
      'Maven',
      pkg({ type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1' }),
      [{ name: 'org.apache.logging.log4j:log4j-core', version: '2.14.1' }],
    ],
    [
      'a module path',
      'Go',
      pkg({ type: 'golang', namespace: 'golang.org/x', name: 'net', version: 'v0.1.0' }),
      [{ name: 'golang.org/x/net', version: 'v0.1.0' }],
    ],
    [
      'no source of another version where binaries have entries of their own',
      'AlmaLinux:8',
      pkg({ type: 'rpm', name: 'perl-IO', version: '0:1.39-420', source: rpmSource }),
      [{ name: 'perl-IO', version: '0:1.39-420' }],
    ],
    [
      'a source whose epoch is not known',
      'openSUSE:Leap 15.6',
      pkg({ type: 'rpm', name: 'perl-IO', version: '0:1.39-420', source: rpmSource }),
      [
        { ...rpmSource, withoutEpoch: true },
        { name: 'perl-IO', version: '0:1.39-420' },
      ],
    ],
    [
      "a source with its binary's epoch",
      'Rocky Linux:8',
      pkg({ type: 'rpm', name: 'perl-libs', version: '4:5.26.3-420', source: rpmSource }),
      [
        { name: 'perl', version: '4:5.26.3-420' },
        { name: 'perl-libs', version: '4:5.26.3-420' },
      ],
    ],
    [
      'a normalised name',
      'PyPI',
      pkg({ type: 'pypi', name: 'Ruamel.YAML__clib', version: '1' }),
      [{ name: 'ruamel-yaml-clib', version: '1' }],
    ],
    [
      'a name without case',
      'NuGet',
      pkg({ type: 'nuget', name: 'Newtonsoft.Json', version: '12.0.1' }),
      [{ name: 'newtonsoft.json', version: '12.0.1' }],
    ],
    [
      'a repository',
      'SwiftURL',
      pkg({ type: 'swift', namespace: 'github.com/Vapor', name: 'vapor', version: '4.0.0' }),
      [{ name: 'github.com/vapor/vapor', version: '4.0.0' }],
    ],
    [
      'a version without the number of its build',
      'Bitnami',
      pkg({ type: 'bitnami', name: 'postgresql', version: '15.3.0-12' }),
      [{ name: 'postgresql', version: '15.3.0' }],
    ],
    [
      'no user of a repository',
      'ConanCenter',
      pkg({ type: 'conan', namespace: 'bincrafters', name: 'openssl', version: '1.1.1k' }),
      [{ name: 'openssl', version: '1.1.1k' }],
    ],
  ])('%s', (_name, ecosystem, subject, expected) => {
    expect(lookupsOf(subject, ecosystem)).toEqual(expected);
  });
});
