import { describe, expect, it } from 'vitest';
import { packageUrl } from '../../src/footprint/purl.ts';
import type { OperatingSystem } from '../../src/model/footprint.ts';
import type { PackageRecord } from '../../src/model/package.ts';

const debian: OperatingSystem = { id: 'debian', versionId: '12', codename: 'bookworm', idLike: [] };
const sid: OperatingSystem = { id: 'debian', codename: 'sid', idLike: [] };
const alpine: OperatingSystem = { id: 'alpine', versionId: '3.19.1', idLike: [] };
const wolfi: OperatingSystem = { id: 'wolfi', idLike: [] };

type Row = readonly [Partial<PackageRecord>, OperatingSystem | undefined, string];

const rows: readonly Row[] = [
  [
    { type: 'deb', name: 'curl', version: '7.50.3-1', architecture: 'i386' },
    debian,
    'pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=debian-12',
  ],
  [
    { type: 'deb', name: 'attr', version: '1:2.4.47-2+b1', architecture: 'amd64' },
    sid,
    'pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian-sid',
  ],
  [
    { type: 'deb', name: 'libstdc++6', version: '12.2.0-14~x' },
    undefined,
    'pkg:deb/libstdc%2B%2B6@12.2.0-14~x',
  ],
  [
    { type: 'apk', name: 'apk-tools', version: '2.14.0-r5', architecture: 'x86_64' },
    alpine,
    'pkg:apk/alpine/apk-tools@2.14.0-r5?arch=x86_64&distro=alpine-3.19.1',
  ],
  [
    {
      type: 'rpm',
      name: 'perl-Digest-SHA',
      version: '1:6.02-461.el9',
      architecture: 'x86_64',
      source: { name: 'perl-Digest-SHA', version: '1:6.02-461.el9' },
    },
    { id: 'almalinux', versionId: '9.4', idLike: [] },
    'pkg:rpm/almalinux/perl-Digest-SHA@6.02-461.el9?arch=x86_64&distro=almalinux-9.4&epoch=1&upstream=perl-Digest-SHA-6.02-461.el9.src.rpm',
  ],
  [
    { type: 'alpm', name: 'pacman', version: '6.0.1-1', architecture: 'x86_64' },
    { id: 'arch', idLike: [] },
    'pkg:alpm/arch/pacman@6.0.1-1?arch=x86_64&distro=arch',
  ],
  [
    { type: 'ebuild', namespace: 'dev-libs', name: 'openssl', version: '3.0.7-r1' },
    { id: 'gentoo', versionId: '2.15', idLike: [] },
    'pkg:ebuild/dev-libs/openssl@3.0.7-r1?distro=gentoo-2.15',
  ],
  [{ type: 'apk', name: 'curl', version: '8-r0' }, wolfi, 'pkg:apk/wolfi/curl@8-r0?distro=wolfi'],
  [
    { type: 'npm', namespace: '@angular', name: 'cli', version: '12.3.1' },
    debian,
    'pkg:npm/%40angular/cli@12.3.1',
  ],
  [{ type: 'npm', name: 'foobar', version: '12.3.1', architecture: 'x' }, debian, 'pkg:npm/foobar@12.3.1'],
  [{ type: 'pypi', name: 'Django_allauth', version: '12.23' }, debian, 'pkg:pypi/django-allauth@12.23'],
  [
    { type: 'npm', name: "a'b(c)*!", version: '1 ü?#@/' },
    debian,
    'pkg:npm/a%27b%28c%29%2A%21@1%20%C3%BC%3F%23%40%2F',
  ],
  [{ type: 'npm', name: '\ud800', version: '1' }, debian, 'pkg:npm/%EF%BF%BD@1'],
];

describe('packageUrl', () => {
  for (const [record, os, purl] of rows) {
    it(purl, () => {
      const full = { type: 'deb', name: '', version: '', licenses: [], foundBy: 'x', ...record } as const;
      expect(packageUrl(full, os)).toBe(purl);
    });
  }
});
