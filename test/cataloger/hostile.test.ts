import fc from 'fast-check';
import { expect, it } from 'vitest';
import { catalogers } from '../../src/cataloger/list.ts';
import { catalogFile } from '../support/catalog.ts';

const samples: readonly (readonly [path: string, text: string])[] = [
  [
    'var/lib/dpkg/status',
    'Package: a\nStatus: install ok installed\nVersion: 1:2-3\nSource: b (4)\n\nPackage: c\n',
  ],
  ['var/lib/dpkg/status.d/a', 'Package: a\nVersion: 1\n'],
  ['var/lib/dpkg/info/a:amd64.list', '/.\n/usr\n/usr/bin\n/usr/bin/a\n'],
  ['var/lib/dpkg/status.d/a.md5sums', `${'0'.repeat(32)}  usr/bin/a\n`],
  ['usr/share/doc/a/copyright', 'Format: x\n\nFiles: *\nLicense: MIT\n text\n'],
  ['lib/apk/db/installed', 'P:a\nV:1-r0\nL:MIT\no:b\nF:usr/bin\nR:a\n\n'],
  ['app/node_modules/a/package.json', '{"name":"@s/a","version":"1.0.0","license":{"type":"MIT"}}'],
  ['lib/a-1.dist-info/METADATA', 'Metadata-Version: 2.1\nName: a\nVersion: 1\nLicense: MIT\n\nbody'],
  ['usr/lib/R/library/a/DESCRIPTION', 'Package: a\nVersion: 1.0\nLicense: MIT\nBuilt: R 4.2.2; ; x; unix\n'],
  [
    'usr/lib/perl5/perllocal.pod',
    '=head2 x: C<Module> L<A::B|A::B>\n\n=over 4\n\n=item *\n\nC<VERSION: 1.93>\n\n=back\n',
  ],
  ['usr/lib/perl5/auto/A/B/.packlist', '/usr/lib/a.pm\n/usr/bin/b type=link from=/usr/bin/c\n'],
  ['usr/lib/luarocks/rocks-5.4/a/1.0-1/a-1.0-1.rockspec', 'description = {\n  license = "MIT"\n}\n'],
  ['lib/a.egg-info/installed-files.txt', '../a.py\nPKG-INFO\n../../bin/a\n'],
  ['lib/a-1.dist-info/RECORD', 'a.py,sha256=x,1\n"b,c",,\n'],
];

for (const [path, text] of samples) {
  it(`${path}: any change of bytes is read without throwing`, () => {
    const cataloger = catalogers.find((candidate) => catalogFile(candidate, path, Buffer.from(text)));
    if (cataloger === undefined) throw new Error(`no cataloger reads ${path}`);
    const base = Buffer.from(text);
    const change = fc.tuple(fc.nat(base.length - 1), fc.nat(255), fc.nat(2_000));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.nat(base.length), (changes, length) => {
        let bytes = Buffer.from(base);
        for (const [at, value, repeat] of changes) {
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.alloc(repeat % 40, value),
            bytes.subarray(at + 1),
          ]);
        }
        const result = catalogFile(cataloger, path, bytes.subarray(0, Math.max(0, bytes.length - length)));
        for (const { files } of result?.owns ?? []) {
          for (const file of files) expect(file).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/);
        }
        for (const found of result?.packages ?? []) expect(`${found.name}${found.version}`).not.toMatch(/\s/);
      }),
      { numRuns: 200 },
    );
  });
}
