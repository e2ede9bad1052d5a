import { expect, it } from 'vitest';
import { catalogers } from '../../src/cataloger/list.ts';
import { catalogFile } from '../support/catalog.ts';
import { makeZip, type ZipMember } from '../support/zip.ts';

const zeros = Buffer.alloc(90_000_000);
const poms = (count: number, content: string): readonly ZipMember[] =>
  Array.from({ length: count }, (_, at) => ({ name: `META-INF/maven/g/a${at}/pom.xml`, content }));

/** Archives of sixteen of the same, five levels deep: a million at the bottom. */
function nested(): Buffer {
  let archive = makeZip([{ name: 'c.jar', content: 'x'.repeat(1_000_000) }]);
  for (let level = 0; level < 5; level += 1) {
    const inner = archive;
    archive = makeZip(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.jar`, content: inner })));
  }
  return archive;
}

/** A frame of zstd: the text, then a byte repeated 128 KiB at a time. https://www.rfc-editor.org/rfc/rfc8878#name-blocks */
function zstd(text: string, byte: number, blocks: number): Buffer {
  const block = (type: number, size: number, isLast: boolean, content: Buffer) => {
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | (type << 1) | Number(isLast), 0, 3);
    return Buffer.concat([header, content]);
  };
  const repeated = Array.from({ length: blocks }, (_, at) =>
    block(1, 128 * 1024, at === blocks - 1, Buffer.of(byte)),
  );
  const head = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58);
  return Buffer.concat([head, block(0, text.length, false, Buffer.from(text)), ...repeated]);
}

const jsonwall = '{"jsonwall":"1.0","count":1}\n';
const spec = 'usr/lib/luarocks/rocks-5.4/a/1.0-1/a-1.0-1.rockspec';

it.each<[what: string, path: string, make: () => Buffer]>([
  [
    'a jar of 300 KB of poms of 75 MB',
    'a.jar',
    () => makeZip(poms(300, `<project>${'<a></a>'.repeat(36_000)}`)),
  ],
  ['a jar of jars of jars', 'a.jar', nested],
  ['a manifest of 90 MB', 'a.jar', () => makeZip([{ name: 'META-INF/MANIFEST.MF', content: zeros }])],
  ['marks of entries', 'a.jar', () => Buffer.from('PK\x03\x04'.repeat(700_000), 'latin1')],
  ['a manifest of empty lines', 'var/lib/chisel/manifest.wall', () => zstd(jsonwall, 10, 127)],
  ['a manifest that expands a thousandfold', 'var/lib/chisel/manifest.wall', () => zstd(jsonwall, 10, 4_000)],
  ['a rockspec of empty lines', spec, () => Buffer.from('\n'.repeat(1_000_000))],
  ['a rockspec of blanks', spec, () => Buffer.from(`license${' '.repeat(1_000_000)}`)],
])(
  '%s costs less than eight seconds',
  (_, path, make) => {
    const bytes = make();
    const startedAt = performance.now();
    for (const cataloger of catalogers) {
      try {
        catalogFile(cataloger, path, bytes, 65_536);
      } catch {
        // What it cannot read it says so of; only the time counts here.
      }
    }
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  },
  20_000,
);
