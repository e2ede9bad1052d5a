import { readFileSync } from 'node:fs';
import { constants, deflateSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rustBinary } from '../../src/cataloger/rust-binary.ts';
import { catalogFile } from '../support/catalog.ts';

/** Built by cargo auditable, stripped; all but its head and the section is zero. */
const hello = gunzipSync(readFileSync(new URL('../../fixtures/binaries/rust-strip.gz', import.meta.url)));

function list(bytes: Uint8Array, chunkBytes?: number): string[] {
  const result = catalogFile(rustBinary, 'usr/bin/app', bytes, chunkBytes);
  return (result?.packages ?? []).map(({ type, name, version }) => `${type} ${name} ${version}`);
}

function program(section: Uint8Array, before: Uint8Array = Buffer.alloc(10_001)): Buffer {
  return Buffer.concat([Buffer.from('\x7fELF', 'latin1'), before, section, Buffer.alloc(5_000, 7)]);
}

it('reads a real program, however it is cut', () => {
  for (const chunkBytes of [hello.length, 65_536, 313]) {
    expect(list(hello, chunkBytes)).toEqual([
      'cargo anyhow 1.0.104',
      'cargo hello 0.1.0',
      'cargo itoa 1.0.19',
    ]);
  }
});

const crates = JSON.stringify({
  packages: [
    { name: 'a', version: '1.0.0', source: 'crates.io' },
    { name: 'cc', version: '1.2.0', source: 'crates.io', kind: 'build' },
    { name: 'b', version: '0.1.0-rc.1+x', source: 'git', root: true },
  ],
});

it.each([
  ['at every level', [1, 3, 6, 7, 9].map((level) => deflateSync(crates, { level }))],
  ['with the fixed tables', [deflateSync(crates, { strategy: constants.Z_FIXED })]],
  ['without matches', [deflateSync(crates, { strategy: constants.Z_HUFFMAN_ONLY })]],
])('reads lists compressed %s; what only the build used is left out', (_, sections) => {
  for (const section of sections)
    expect(list(program(section))).toEqual(['cargo a 1.0.0', 'cargo b 0.1.0-rc.1+x']);
});

it('passes over other compressed data', () => {
  const other = deflateSync(JSON.stringify({ files: [1, 2, 3], text: 'nothing of the kind' }));
  expect(list(program(other))).toEqual([]);
  expect(list(program(deflateSync(crates), Buffer.concat([other, Buffer.alloc(9_000, 0x78)])))).toHaveLength(
    2,
  );
});

it('warns of crates that it cannot read, and reads the others', () => {
  const text = '{"packages":[{"name":"a b","version":"1.0.0"},{"name":"a","version":"1.0.0"},7]}';
  const result = catalogFile(rustBinary, 'app', program(deflateSync(text)));
  expect(result?.packages.map(({ name }) => name)).toEqual(['a']);
  expect(result?.warnings).toHaveLength(2);
});

it.each([
  [
    'a list that is cut off',
    program(deflateSync(crates).subarray(0, -9)).subarray(0, -5_000),
    /unexpected end/,
  ],
  [
    'a list that explodes',
    program(deflateSync(`{"packages":["${'a'.repeat(17 * 1024 * 1024)}"]}`)),
    /larger than 16777216/,
  ],
  ['no JSON', program(deflateSync(`{"packages":[{"name":"${'ab'.repeat(50)}"`)), /JSON/],
  [
    'a file of decoys',
    program(Buffer.concat(Array.from({ length: 6_000 }, () => deflateSync(crates.slice(5)).subarray(0, 60)))),
    /places look like/,
  ],
])('throws for %s', (_, bytes, message) => {
  expect(() => list(bytes)).toThrow(message);
});

it('reads any change of the section without more than an error', () => {
  const section = deflateSync(crates);
  const change = fc.tuple(fc.nat(section.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.nat(section.length), (changes, cut) => {
      const bytes = Buffer.from(section);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        list(program(bytes.subarray(0, bytes.length - (cut >> 2))));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 200 },
  );
});
