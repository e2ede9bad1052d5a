import { describe, expect, it } from 'vitest';
import type { OperatingSystem } from '../../src/model/footprint.ts';
import { file, fold, makeFacts, symlink } from './facts.ts';

type Fields = Readonly<Record<string, string>>;

const rows: readonly {
  name: string;
  releases: Readonly<Record<string, Fields>>;
  os: OperatingSystem | undefined;
}[] = [
  {
    name: 'Debian, through the link in /etc',
    releases: {
      'usr/lib/os-release': {
        ID: 'debian',
        VERSION_ID: '12',
        VERSION_CODENAME: 'bookworm',
        PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
      },
      'etc/debian_version': { ID: 'debian', VERSION: '12.5' },
    },
    os: {
      id: 'debian',
      versionId: '12',
      codename: 'bookworm',
      prettyName: 'Debian GNU/Linux 12 (bookworm)',
      idLike: [],
    },
  },
  {
    name: 'a derivative in /etc before its parent in /usr/lib',
    releases: {
      'etc/os-release': { ID: 'Rocky', ID_LIKE: 'rhel centos  fedora' },
      'usr/lib/os-release': { ID: 'rhel' },
    },
    os: { id: 'rocky', idLike: ['rhel', 'centos', 'fedora'] },
  },
  {
    name: 'alpine-release alone',
    releases: { 'etc/alpine-release': { ID: 'alpine', VERSION: '3.19.1' } },
    os: { id: 'alpine', versionId: '3.19.1', idLike: [] },
  },
  {
    name: 'debian_version alone says the release',
    releases: { 'etc/debian_version': { ID: 'debian', VERSION: '12.5' } },
    os: { id: 'debian', versionId: '12', idLike: [] },
  },
  {
    name: 'debian_version of testing says no release',
    releases: { 'etc/debian_version': { ID: 'debian', VERSION: 'trixie/sid' } },
    os: { id: 'debian', idLike: [] },
  },
  {
    name: 'lsb-release alone',
    releases: {
      'etc/lsb-release': { DISTRIB_ID: 'Ubuntu', DISTRIB_RELEASE: '14.04', DISTRIB_CODENAME: 'trusty' },
    },
    os: { id: 'ubuntu', versionId: '14.04', codename: 'trusty', idLike: [] },
  },
  { name: 'a release file that names nothing', releases: { 'etc/os-release': { NAME: 'x' } }, os: undefined },
  { name: 'none', releases: {}, os: undefined },
];

describe('operating system', () => {
  for (const { name, releases, os } of rows) {
    it(name, () => {
      const paths = Object.keys(releases);
      const link =
        releases['etc/os-release'] === undefined ? [symlink('etc/os-release', '../usr/lib/os-release')] : [];
      const facts = makeFacts([...paths.map((path) => file(path)), ...link], {
        evidence: Object.entries(releases).map(([path, fields]) => ({ kind: 'os-release', path, fields })),
      });
      expect(fold([facts]).os).toEqual(os);
    });
  }
});
