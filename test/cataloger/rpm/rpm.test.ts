import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSource } from '../../../src/cataloger/rpm/package.ts';
import { rpm } from '../../../src/cataloger/rpm/rpm.ts';

/** Written by rpm (SQLite), by its store's own C code (NDB), by db5.3_load (hash, little- and big-endian). */
const stores: readonly (readonly [fixture: string, path: string])[] = [
  ['rpmdb.sqlite', 'usr/lib/sysimage/rpm/rpmdb.sqlite'],
  ['Packages.db', 'usr/lib/sysimage/rpm/Packages.db'],
  ['Packages', 'var/lib/rpm/Packages'],
  ['Packages-big-endian', 'var/lib/rpm/Packages'],
];

const load = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`../../../fixtures/rpm/${name}.gz`, import.meta.url)));

describe.each(stores)('%s', (fixture, path) => {
  const bytes = load(fixture);
  const whole = rpm.catalog({ path, bytes });

  it('has every package once, keys aside', () => {
    const parts = Array.from({ length: 40 }, (_, part) => `fixture-part${part}`);
    expect(whole.warnings).toEqual([]);
    expect(whole.packages.map(({ name }) => name).sort()).toEqual(['fixture', ...parts].sort());
  });

  it('reads what a header says', () => {
    const common = {
      type: 'rpm',
      architecture: 'noarch',
      maintainer: 'Example Project',
      modularity: 'fixture:3:9:abc',
      foundBy: 'rpm',
    };
    const find = (name: string) => whole.packages.find((found) => found.name === name);
    expect(find('fixture-part3')).toEqual({
      ...common,
      name: 'fixture-part3',
      version: '1:3.0.7-18.el9_2',
      source: { name: 'fixture', version: '1:3.0.7-18.el9_2' },
      licenses: ['MIT'],
      installedBytes: 2,
    });
    expect(find('fixture-part7')).toMatchObject({
      ...common,
      version: '0:1.30-18.el9_2',
      source: { name: 'fixture', version: '3.0.7-18.el9_2' },
      licenses: ['GPLv2+ and (MIT or BSD)'],
    });
  });

  it('tells files and links, no directories', () => {
    const names = Array.from({ length: 150 }, (_, file) => `usr/share/fixture/file${file + 1}`);
    const more = ['usr/bin/link', 'usr/share/fixture/sub/b c', 'var/log/fixture'];
    const owns = whole.owns.find((list) => list.package === 'fixture');
    expect([...(owns?.files ?? [])].sort()).toEqual([...names, ...more].sort());
    expect(owns).toMatchObject({ type: 'rpm', architecture: 'noarch' });
  });

  it('survives a cut at any place', () => {
    for (let end = 0; end < bytes.length; end += 4_099) {
      const { packages, warnings } = rpm.catalog({ path, bytes: bytes.subarray(0, end) });
      if (packages.length < 41) expect(warnings.length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  it('survives any change of bytes', () => {
    const at = fc.oneof(fc.nat(bytes.length - 1), fc.nat(600));
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255));
    const change = fc.tuple(at, value, fc.integer({ min: 1, max: 64 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const copy = Buffer.from(bytes);
        for (const [start, byte, length] of changes) copy.subarray(start, start + length).fill(byte);
        const { packages, owns } = rpm.catalog({ path, bytes: copy });
        for (const { name, version } of packages) expect(`${name}${version}`).not.toMatch(/\s/);
        for (const file of owns.flatMap(({ files }) => files)) {
          expect(file).not.toMatch(/^\/|(?:^|\/)\.{0,2}(?:\/|$)/);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('survives a start of its own before anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_096 }), fc.nat(160), (noise, kept) => {
        const { packages } = rpm.catalog({ path, bytes: Buffer.concat([bytes.subarray(0, kept), noise]) });
        expect(packages).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

it('reads no header more often than the file is long', () => {
  const bytes = load('rpmdb.sqlite');
  // All cells of all leaf pages point to the page's first.
  for (let page = 4_096; page < bytes.length; page += 4_096) {
    if (bytes[page] !== 0x0d) continue;
    const cells = Math.min(bytes.readUInt16BE(page + 3), 2_000);
    for (let cell = 1; cell < cells; cell++) bytes.copy(bytes, page + 8 + 2 * cell, page + 8, page + 10);
  }
  const { packages, warnings } = rpm.catalog({ path: 'var/lib/rpm/rpmdb.sqlite', bytes });
  expect(packages.length).toBeLessThan(41);
  expect(warnings.map(({ message }) => message).join()).toContain('used twice');
});

const wanted: readonly (readonly [path: string, bytes: number, isWanted: boolean])[] = [
  ['var/lib/rpm/Packages', 9, true],
  ['var/lib/rpm/rpmdb.sqlite', 9, true],
  ['usr/share/rpm/Packages.db', 9, true],
  ['var/lib/rpm/rpmdb.sqlite-wal', 0, false],
  ['var/lib/rpm/rpmdb.sqlite-wal', 9, true],
  ['var/lib/rpm/rpmdb.sqlite-shm', 9, false],
  ['var/lib/rpm/Basenames', 9, false],
  ['home/var/lib/rpm/Packages', 9, false],
];

it.each(wanted)('%s of %d bytes: %s', (path, fileBytes, isWanted) => {
  expect(rpm.wants(path, fileBytes)).toBe(isWanted);
});

it('says that a journal is not read', () => {
  const { warnings } = rpm.catalog({ path: 'var/lib/rpm/rpmdb.sqlite-wal', bytes: Buffer.alloc(40) });
  expect(warnings[0]?.message).toContain('changes that the database itself does not have yet');
});

const sources: readonly (readonly [text: string, version: string, source: string | undefined])[] = [
  ['bash-5.1.8-9.el9.src.rpm', '5.1.8-9.el9', 'bash 1:5.1.8-9.el9'],
  ['perl-5.32.1-480.el9.src.rpm', '1.30-480.el9', 'perl 5.32.1-480.el9'],
  ['java-17-openjdk-17.0.9-1.nosrc.rpm', '17.0.9-1', 'java-17-openjdk 1:17.0.9-1'],
  ['(none)', '1-1', undefined],
  [`${'-'.repeat(300)}.src.rpm`, '1-1', undefined],
];

it.each(sources)('source %s', (text, version, source) => {
  const found = readSource(text, version, '1:');
  expect(found && `${found.name} ${found.version}`).toBe(source);
});
