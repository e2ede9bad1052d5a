/** Programs that GraalVM compiled: what they say of themselves, wherever the stream is cut. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nativeImage } from '../../src/cataloger/native-image.ts';
import { catalogFile } from '../support/catalog.ts';

/** An ELF file with one writable segment, from the second page on. */
function program(data: Uint8Array): Buffer {
  const head = Buffer.alloc(4_096);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(62, 18);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(6, 68);
  head.writeBigUInt64LE(4_096n, 72);
  head.writeBigUInt64LE(BigInt(data.length), 96);
  return Buffer.concat([head, data, Buffer.alloc(9_000, 1)]);
}

const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  components: [
    { type: 'library', group: 'io.netty', name: 'netty-codec-http2', version: '4.1.73.Final' },
    { type: 'library', name: 'json', version: '20180813', purl: 'pkg:maven/org.json/json@20180813' },
    { type: 'library', name: 'main-test' },
  ],
};
const texts = Buffer.from(
  'x\0com.oracle.svm.core.VM.Java.Version=21.0.2\0com.oracle.svm.core.VM=GraalVM 21.0.2\0',
);
const other = gzipSync('{"not":"one"}');
const image = Buffer.concat([other, Buffer.alloc(3_000, 0x1f), texts, gzipSync(JSON.stringify(bom)), other]);

function read(bytes: Uint8Array, chunkBytes?: number) {
  const result = catalogFile(nativeImage, 'app/server', bytes, chunkBytes);
  return {
    packages: result?.packages.map(({ type, namespace, name, version }) =>
      [type, namespace, name, version].filter((part) => part !== undefined).join(' '),
    ),
    warnings: result?.warnings.length,
  };
}

it.each([65_536, 313, 7])('reads Java and the SBOM, in pieces of %d bytes', (chunkBytes) => {
  expect(read(program(image), chunkBytes)).toEqual({
    packages: [
      'generic graalvm 21.0.2',
      'maven io.netty netty-codec-http2 4.1.73.Final',
      'maven org.json json 20180813',
    ],
    warnings: 1,
  });
});

it('takes an SBOM for nothing that GraalVM did not put in', () => {
  expect(read(program(gzipSync(JSON.stringify(bom)))).packages).toEqual([]);
  expect(read(Buffer.concat([program(Buffer.alloc(9_000)), image])).packages).toEqual([]);
});

it('survives any change of bytes', () => {
  const bytes = program(image);
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at] = value;
      try {
        for (const text of read(changed).packages ?? []) expect(text).not.toMatch(/\p{Cc}/u);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 200 },
  );
});
