/** Conan and vcpkg: files that their packages own, licences, and the cache's database as Conan 2.34 wrote it. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conan } from '../../src/cataloger/conan.ts';
import { vcpkg } from '../../src/cataloger/vcpkg.ts';
import { catalogFile } from '../support/catalog.ts';

const cache = 'root/.conan2/p/cache.sqlite3';
const bytes = gunzipSync(readFileSync(new URL('../../fixtures/conan/cache.sqlite3.gz', import.meta.url)));

it('the database names what the folders do not', () => {
  const result = catalogFile(conan, cache, bytes);
  expect(result?.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
    'liba 1.2.3',
    'libb 2.0-rc.1',
  ]);
  expect(result?.warnings).toEqual([]);
});

it('any change of the database costs warnings at most, or one throw', () => {
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), fc.nat(bytes.length), (changes, length) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at] = value;
      try {
        const result = catalogFile(conan, cache, changed.subarray(0, length));
        expect(result?.packages.length ?? 0).toBeLessThan(100);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 300 },
  );
});

it('a manifest lists the files of the package beside it', () => {
  const folder = 'x/full_deploy/host/libb/2.0';
  const text =
    '1795478878\nconaninfo.txt: 9c58092f0dca77e316ec2ee39b30f1c8\ninclude/b.h: 5b8ff0b44df608b9bb47431c2b46f6ce\n../../c: 5b8ff0b44df608b9bb47431c2b46f6ce\n';
  expect(catalogFile(conan, `${folder}/conanmanifest.txt`, Buffer.from(text))?.owns).toEqual([
    {
      type: 'conan',
      package: 'libb',
      files: [`${folder}/conanmanifest.txt`, `${folder}/conaninfo.txt`, `${folder}/include/b.h`],
    },
  ]);
});

it("a port's list and document tell its files and licence", () => {
  const list = 'x64-linux/\nx64-linux/lib/\nx64-linux/lib/libfmt.a\n';
  expect(
    catalogFile(vcpkg, 'app/vcpkg_installed/vcpkg/info/fmt_11.0.2_x64-linux.list', Buffer.from(list))?.owns,
  ).toEqual([
    { type: 'generic', package: 'vcpkg/fmt', files: ['app/vcpkg_installed/x64-linux/lib/libfmt.a'] },
  ]);
  const document = JSON.stringify({
    spdxVersion: 'SPDX-2.2',
    packages: [{ SPDXID: 'SPDXRef-port', licenseConcluded: 'MIT' }, { SPDXID: 'SPDXRef-resource-0' }],
  });
  expect(
    catalogFile(vcpkg, 'app/vcpkg_installed/x64-linux/share/fmt/vcpkg.spdx.json', Buffer.from(document))
      ?.licenses,
  ).toEqual([{ type: 'generic', package: 'vcpkg/fmt', licenses: ['MIT'] }]);
});
