import { describe, expect, it } from 'vitest';
import { ecosystemsOf, ecosystemsOfDistribution, lookupsOf } from '../../src/advisory/ecosystem.ts';
import { os, pkg } from './packages.ts';

describe('ecosystemsOfDistribution', () => {
  it.each([
    ['debian', '12', ['Debian:12']],
    ['debian', '11.9', ['Debian:11']],
    ['debian', undefined, []],
    ['raspbian', '11', ['Debian:11']],
    ['devuan', '5', ['Debian:12']],
    ['ubuntu', '22.04', ['Ubuntu:22.04:LTS', 'Ubuntu:22.04']],
    ['ubuntu', '25.04', ['Ubuntu:25.04']],
    ['ubuntu', '24.10', ['Ubuntu:24.10']],
    ['ubuntu', 'devel', []],
    ['pop', '22.04', ['Ubuntu:22.04:LTS', 'Ubuntu:22.04']],
    ['linuxmint', '21', []],
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
  ])('%s %s', (id, version, expected) => {
    expect(ecosystemsOfDistribution(os(id, version))).toEqual(expected);
  });
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
  ['nuget', os('debian', '12'), []],
] as const)('ecosystemsOf %s', (type, distribution, expected) => {
  expect(ecosystemsOf(type, distribution)).toEqual(expected);
});

describe('lookupsOf', () => {
  const source = { name: 'openssl', version: '3.0.11-1' };
  it.each([
    ['its own name', pkg({ type: 'deb', name: 'bash', version: '5.2' }), [{ name: 'bash', version: '5.2' }]],
    [
      'the source first',
      pkg({ type: 'deb', name: 'libssl3', version: '3.0.11-1+b1', source }),
      [source, { name: 'libssl3', version: '3.0.11-1+b1' }],
    ],
    ['the source once', pkg({ type: 'deb', name: 'openssl', version: '3.0.11-1', source }), [source]],
    [
      'a scope',
      pkg({ type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0' }),
      [{ name: '@babel/core', version: '7.0.0' }],
    ],
    [
      'a group',
      pkg({ type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1' }),
      [{ name: 'org.apache.logging.log4j:log4j-core', version: '2.14.1' }],
    ],
    [
      'a module path',
      pkg({ type: 'golang', namespace: 'golang.org/x', name: 'net', version: 'v0.1.0' }),
      [{ name: 'golang.org/x/net', version: 'v0.1.0' }],
    ],
    [
      'a first release of Go, which says no patch number',
      pkg({ type: 'golang', name: 'stdlib', version: '1.20' }),
      [{ name: 'stdlib', version: '1.20.0' }],
    ],
    [
      'a release candidate of Go',
      pkg({ type: 'golang', name: 'stdlib', version: '1.22rc1' }),
      [{ name: 'stdlib', version: '1.22.0-rc.1' }],
    ],
    [
      'no source of another version for an rpm',
      pkg({
        type: 'rpm',
        name: 'perl-IO',
        version: '0:1.39-420',
        source: { name: 'perl', version: '5.26.3-420' },
      }),
      [{ name: 'perl-IO', version: '0:1.39-420' }],
    ],
    [
      'a normalised name',
      pkg({ type: 'pypi', name: 'Ruamel.YAML__clib', version: '1' }),
      [{ name: 'ruamel-yaml-clib', version: '1' }],
    ],
  ])('%s', (_name, subject, expected) => {
    expect(lookupsOf(subject)).toEqual(expected);
  });
});
