import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitnami } from '../../src/cataloger/bitnami.ts';
import { opkg } from '../../src/cataloger/opkg.ts';
import { pacman } from '../../src/cataloger/pacman.ts';
import { portage } from '../../src/cataloger/portage.ts';
import { rpmManifest } from '../../src/cataloger/rpm/manifest.ts';
import type { FileCataloger } from '../../src/model/analyzer.ts';

const read = (cataloger: FileCataloger, path: string, text: string) => {
  expect(cataloger.wants(path, text.length)).toBe(true);
  return cataloger.catalog({ path, bytes: Buffer.from(text) });
};

const opkgStatus = `Package: busybox
Version: 1.36.1-1
Depends: libc
Status: install user installed
Architecture: x86_64
Installed-Time: 1700000000

Package: gone
Version: 1
Status: deinstall ok not-installed

Package: bad version
Version: 1 2
Status: install ok installed
`;
const opkgControl = 'Package: busybox\nVersion: 1\nSourceName: busybox\nLicense: GPL-2.0\nDescription: x\n';

describe('opkg', () => {
  it('reads what is installed, and warns of what it cannot', () => {
    const { packages, warnings } = read(opkg, 'usr/lib/opkg/status', opkgStatus);
    expect(packages).toEqual([
      {
        type: 'opkg',
        name: 'busybox',
        version: '1.36.1-1',
        architecture: 'x86_64',
        licenses: [],
        foundBy: 'opkg',
      },
    ]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'opkg record at line 12: no usable Package field',
    ]);
  });

  it.each([
    ['OpenWrt', '/bin/busybox\n/etc/x y\n/../z\n', ['bin/busybox', 'etc/x y']],
    ['Yocto', '/bin\t0040755\n/bin/busybox\t0104755\n/bin/sh\t0120777\tbusybox\n', ['bin/busybox', 'bin/sh']],
  ])('reads the file list of %s', (_system, text, files) => {
    const { owns } = read(opkg, 'var/lib/opkg/info/busybox.list', text);
    expect(owns).toEqual([{ type: 'opkg', package: 'busybox', files }]);
  });

  it('reads the licence', () => {
    const { licenses } = read(opkg, 'usr/lib/opkg/info/busybox.control', opkgControl);
    expect(licenses).toEqual([{ type: 'opkg', package: 'busybox', licenses: ['GPL-2.0'] }]);
  });
});

const pacmanDescription = `%NAME%
gcc-libs

%VERSION%
1:12.2.1-4

%BASE%
gcc

%ARCH%
x86_64

%PACKAGER%
Jane Doe <jane@example.org>

%SIZE%
147456

%LICENSE%
GPL
LGPL

%VALIDATION%
pgp
`;

describe('pacman', () => {
  it('reads a package', () => {
    const { packages } = read(pacman, 'var/lib/pacman/local/gcc-libs-1:12.2.1-4/desc', pacmanDescription);
    expect(packages).toEqual([
      {
        type: 'alpm',
        name: 'gcc-libs',
        version: '1:12.2.1-4',
        architecture: 'x86_64',
        source: { name: 'gcc', version: '1:12.2.1-4' },
        maintainer: 'Jane Doe <jane@example.org>',
        licenses: ['GPL', 'LGPL'],
        installedBytes: 147_456,
        foundBy: 'pacman',
      },
    ]);
  });

  it('reads files without directories', () => {
    const text = '%FILES%\nusr/\nusr/lib/\nusr/lib/libgcc_s.so\n\n%BACKUP%\netc/x\t0123\n';
    expect(read(pacman, 'var/lib/pacman/local/gcc-libs-12-4/files', text).owns).toEqual([
      { type: 'alpm', package: 'gcc-libs', files: ['usr/lib/libgcc_s.so'] },
    ]);
  });

  it.each([
    ['%NAME%\na\n', 'no usable VERSION'],
    ['%VERSION%\n1-1\n', 'no usable NAME'],
    ['%NAME%\na\n\n%VERSION%\n1\n', 'no usable VERSION'],
  ])('warns of %j', (text, problem) => {
    const { packages, warnings } = read(pacman, 'var/lib/pacman/local/a-1-1/desc', text);
    expect(packages).toEqual([]);
    expect(warnings[0]?.message).toBe(`pacman record var/lib/pacman/local/a-1-1/desc: ${problem}`);
  });
});

describe('portage', () => {
  it.each([
    ['dev-libs/openssl-3.0.7-r1', 'openssl', '3.0.7-r1'],
    ['sys-libs/glibc-2.36_p20230101', 'glibc', '2.36_p20230101'],
    ['x11-libs/gtk+-2.24.33-r3', 'gtk+', '2.24.33-r3'],
    ['media-libs/lib-2-0.9b_rc2', 'lib-2', '0.9b_rc2'],
  ])('%s', (directory, name, version) => {
    const category = directory.split('/')[0];
    const { packages } = read(portage, `var/db/pkg/${directory}/CONTENTS`, '');
    expect(packages).toEqual([
      { type: 'ebuild', namespace: category, name, version, licenses: [], foundBy: 'portage' },
    ]);
  });

  it('reads files and licence', () => {
    const path = 'var/db/pkg/sys-libs/zlib-1.3';
    const text =
      'dir /usr\nobj /usr/a b 900150983cd24fb0d6963f7d28e17f72 1\nsym /usr/l -> a b 1\nfif /run/f\n';
    expect(read(portage, `${path}/CONTENTS`, text).owns).toEqual([
      { type: 'ebuild', package: 'sys-libs/zlib', files: ['usr/a b', 'usr/l', 'run/f'] },
    ]);
    expect(read(portage, `${path}/LICENSE`, 'ZLIB\n').licenses).toEqual([
      { type: 'ebuild', package: 'sys-libs/zlib', licenses: ['ZLIB'] },
    ]);
  });

  it('warns of a package that is just being merged', () => {
    const { packages, warnings } = read(portage, 'var/db/pkg/a-b/-MERGING-c-1/CONTENTS', '');
    expect(packages).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

const manifest =
  'openssl\t1.1.1k-30.cm2\t1700000000\t1690000000\tMicrosoft Corporation\t(none)\t1000\tx86_64\t0\topenssl-1.1.1k-30.cm2.src.rpm\n' +
  'shadow-utils\t4.9-12.cm2\t1\t1\t(none)\t2\t5\tx86_64\t2\tshadow-utils-4.9-12.cm2.src.rpm\nbroken\t1\n' +
  'gpg-pubkey\t1-1\t1\t1\tx\t(none)\t0\t(none)\t0\t(none)\n';

it('reads the manifest of distroless rpm images', () => {
  const { packages, warnings } = read(rpmManifest, 'var/lib/rpmmanifest/container-manifest-2', manifest);
  expect(packages).toEqual([
    {
      type: 'rpm',
      name: 'openssl',
      version: '1.1.1k-30.cm2',
      architecture: 'x86_64',
      source: { name: 'openssl', version: '1.1.1k-30.cm2' },
      maintainer: 'Microsoft Corporation',
      licenses: [],
      installedBytes: 1_000,
      foundBy: 'rpm-manifest',
    },
    {
      type: 'rpm',
      name: 'shadow-utils',
      version: '2:4.9-12.cm2',
      architecture: 'x86_64',
      source: { name: 'shadow-utils', version: '2:4.9-12.cm2' },
      licenses: [],
      installedBytes: 5,
      foundBy: 'rpm-manifest',
    },
  ]);
  expect(warnings.map(({ message }) => message)).toEqual(['rpm manifest, line 3: 2 columns of 10']);
});

const spdx = JSON.stringify({
  spdxVersion: 'SPDX-2.3',
  packages: [
    {
      name: 'redis',
      versionInfo: '7.0.5-1',
      licenseConcluded: 'BSD-3-Clause',
      licenseDeclared: 'NOASSERTION',
      externalRefs: [
        { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:*' },
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: 'pkg:bitnami/redis@7.0.5-1?distro=debian-11&arch=arm64',
        },
      ],
    },
    { name: 'jemalloc', versionInfo: '5.2.1' },
  ],
});

describe('bitnami', () => {
  it('reads the application', () => {
    expect(read(bitnami, 'opt/bitnami/redis/.spdx-redis.spdx', spdx).packages).toEqual([
      {
        type: 'bitnami',
        name: 'redis',
        version: '7.0.5-1',
        architecture: 'arm64',
        licenses: ['BSD-3-Clause'],
        foundBy: 'bitnami',
      },
    ]);
  });

  it.each(['', '{', '[]', '{"packages":[]}', '{"spdxVersion":1,"packages":{}}'])('warns of %j', (text) => {
    expect(read(bitnami, 'opt/bitnami/redis/.spdx-redis.spdx', text).warnings).toHaveLength(1);
  });
});

const unwanted: readonly (readonly [FileCataloger, string])[] = [
  [opkg, 'usr/lib/opkg/lists/x'],
  [opkg, 'home/usr/lib/opkg/status'],
  [pacman, 'var/lib/pacman/sync/core.db'],
  [pacman, 'var/lib/pacman/local/ALPM_DB_VERSION'],
  [portage, 'var/db/pkg/a/b-1/SIZE'],
  [rpmManifest, 'var/lib/rpmmanifest/container-manifest-1'],
  [bitnami, 'opt/x/.spdx-a.spdx'],
];

it.each(unwanted.map(([cataloger, path]) => ({ path, cataloger })))(
  '$cataloger.name leaves $path',
  ({ cataloger, path }) => {
    expect(cataloger.wants(path, 10)).toBe(false);
  },
);

const samples: readonly (readonly [FileCataloger, string, string])[] = [
  [opkg, 'usr/lib/opkg/status', opkgStatus],
  [opkg, 'usr/lib/opkg/info/a.control', opkgControl],
  [opkg, 'usr/lib/opkg/info/a.list', '/bin/a\t0100755\n/b\n'],
  [pacman, 'var/lib/pacman/local/a-1-1/desc', pacmanDescription],
  [pacman, 'var/lib/pacman/local/a-1-1/files', '%FILES%\na\nb/\nb/c\n'],
  [portage, 'var/db/pkg/a/b-1/CONTENTS', 'obj /a b c 1\nsym /x -> y 1\n'],
  [rpmManifest, 'var/lib/rpmmanifest/container-manifest-2', manifest],
  [bitnami, 'opt/bitnami/a/.spdx-a.spdx', spdx],
];

it.each(samples.map(([cataloger, path, text]) => ({ path, cataloger, text })))(
  'survives any change of $path',
  ({ cataloger, path, text }) => {
    const splice = fc.tuple(fc.nat(text.length), fc.nat(8), fc.string({ unit: 'binary', maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(splice, { maxLength: 8 }), (splices) => {
        let changed = text;
        for (const [at, gone, put] of splices)
          changed = changed.slice(0, at) + put + changed.slice(at + gone);
        const { packages, owns } = cataloger.catalog({ path, bytes: Buffer.from(changed) });
        for (const { name, version } of packages) expect(`${name}${version}`).not.toMatch(/\s/);
        for (const file of owns.flatMap(({ files }) => files)) {
          expect(file).not.toMatch(/^\/|(?:^|\/)\.{0,2}(?:\/|$)/);
        }
      }),
      { numRuns: 200 },
    );
  },
);
