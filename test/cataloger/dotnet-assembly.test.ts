import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotnetAssembly } from '../../src/cataloger/dotnet-assembly.ts';
import { catalogFile } from '../support/catalog.ts';

/** Built by Mono's mcs 6.8 with AssemblyInformationalVersion("13.0.1-beta.2+ae9fe44e..."). */
const assembly = readFileSync('fixtures/dotnet/Acme.Json.dll');
const read = (bytes: Uint8Array, chunkBytes?: number, path = 'app/Acme.Json.dll') =>
  catalogFile(dotnetAssembly, path, bytes, chunkBytes)?.packages.map(
    ({ name, version }) => `${name} ${version}`,
  );

describe('dotnet-assembly', () => {
  for (const chunkBytes of [1, 7, 321, 65_536]) {
    it(`reads an assembly in chunks of ${chunkBytes}`, () => {
      expect(read(assembly, chunkBytes)).toEqual(['Acme.Json 13.0.1-beta.2']);
    });
  }
  it('reads resources far behind the headers', () => {
    const section = assembly.indexOf('.rsrc\0');
    const start = assembly.readUInt32LE(section + 20);
    const far = Buffer.from(assembly);
    far.writeUInt32LE(start + 100_000, section + 20);
    const moved = Buffer.concat([far.subarray(0, start), Buffer.alloc(100_000), far.subarray(start)]);
    for (const chunkBytes of [777, 65_536])
      expect(read(moved, chunkBytes)).toEqual(['Acme.Json 13.0.1-beta.2']);
  });
  it('passes native programs and other files', () => {
    const native = Buffer.from(assembly);
    const directories = native.readUInt32LE(0x3c) + 24 + 96;
    native.writeUInt32LE(0, directories + 14 * 8);
    expect(read(native)).toEqual([]);
    expect(read(assembly.subarray(0, 1_200))).toEqual([]);
    expect(read(Buffer.alloc(5_000))).toEqual([]);
    expect(read(assembly, 512, 'app/Acme.Json.so')).toBeUndefined();
  });
  it('any change of bytes is read without throwing', () => {
    const change = fc.tuple(fc.nat(assembly.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        fc.integer({ min: 1_024, max: assembly.length }),
        (changes, length) => {
          const bytes = Buffer.from(assembly.subarray(0, length));
          for (const [at, value] of changes) bytes[Math.min(at, length - 1)] = value;
          for (const found of read(bytes) ?? []) expect(found).toMatch(/^\S+ \S+$/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
