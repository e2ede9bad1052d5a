import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { goBinary } from '../../src/cataloger/go-binary.ts';
import { catalogFile } from '../support/catalog.ts';

/** Real programs in which all that has no part in this is zero. */
function program(name: string): Buffer {
  const file = new URL(`../../fixtures/binaries/go-${name}.gz`, import.meta.url);
  return gunzipSync(readFileSync(file));
}

function list(bytes: Uint8Array, chunkBytes?: number): string[] {
  const { packages = [] } = catalogFile(goBinary, 'usr/bin/app', bytes, chunkBytes) ?? {};
  return packages.map(({ namespace, name, version }) =>
    [namespace === undefined ? name : `${namespace}/${name}`, version].join(' '),
  );
}

const hello = 'example.com/Acme/hello (devel)';
/** As `go version -m` lists them; rsc.io/sampler is replaced, v1.3.0 by v1.3.1. */
const modules = [
  'golang.org/x/text v0.0.0-20170915032832-14c0d48ead0c',
  'rsc.io/quote v1.5.2',
  'rsc.io/sampler v1.3.1',
];

it.each<[what: string, name: string, expected: string[]]>([
  ['no header, only modules', '1.12.17-plain', [hello, ...modules]],
  ['pointers, stripped', '1.13.15-strip', ['stdlib 1.13.15', hello, ...modules]],
  ['pointers of four bytes', '1.16.15-386', ['stdlib 1.16.15', hello, ...modules]],
  ['pointers with the highest byte first', '1.16.15-s390x', ['stdlib 1.16.15', hello, ...modules]],
  ['pointers, position-independent', '1.17.13-pie', ['stdlib 1.17.13', hello, ...modules]],
  ['pointers in Mach-O: the toolchain stays unknown', '1.16.15-mac', [hello, ...modules]],
  ['inline, position-independent', '1.26.8-pie', ['stdlib 1.26.8', hello, ...modules]],
  ['inline in PE', '1.26.8-win', ['stdlib 1.26.8', hello, ...modules]],
  ['inline in Mach-O', '1.26.8-mac', ['stdlib 1.26.8', hello, ...modules]],
  ['a version for the linker', '1.26.8-ld', ['stdlib 1.26.8', 'example.com/Acme/hello v9.8.7', ...modules]],
  [
    'a module replaced by a directory',
    '1.26.8-local',
    ['stdlib 1.26.8', 'example.com/local (devel)', 'example.com/lib v1.2.3'],
  ],
])('%s', (_, name, expected) => {
  const bytes = program(name);
  for (const chunkBytes of [65_536, 997, bytes.length]) expect(list(bytes, chunkBytes)).toEqual(expected);
});

/** A program's head, then a header of Go 1.18 with these two strings. */
function inline(toolchain: string, text: string, between = 0): Buffer {
  const head = Buffer.alloc(8_192 + between);
  head.write('\x7fELF', 'latin1');
  const mark = (hex: string) => Buffer.from(hex, 'hex').toString('latin1');
  const framed = `${mark('3077af0c9274080241e1c107e6d618e6')}${text}${mark('f932433186182072008242104116d8f2')}`;
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:\x08\x02', 'latin1');
  return Buffer.concat([
    head,
    header,
    Buffer.from([toolchain.length]),
    Buffer.from(toolchain),
    varint(framed.length),
    Buffer.from(framed, 'latin1'),
  ]);
}

function varint(value: number): Buffer {
  return Buffer.from([0, 7, 14, 21, 28].map((shift) => ((value >> shift) & 0x7f) | (shift < 28 ? 0x80 : 0)));
}

it.each<[what: string, bytes: Buffer, expected: string[]]>([
  ['experiments', inline('go1.21.4 X:boringcrypto', ''), ['stdlib 1.21.4']],
  ['a toolchain between releases', inline('devel go1.22-1a2b3c', 'mod\ta.b/c\tv1.0.0\n'), ['a.b/c v1.0.0']],
  ['a program, not a module', inline('go1.20', 'path\tcommand-line-arguments\n'), ['stdlib 1.20']],
  [
    'a library twice',
    inline('go1.20', 'dep\ta.b/c\tv1.0.0\ndep\ta.b/c\tv1.0.0\n'),
    ['stdlib 1.20', 'a.b/c v1.0.0'],
  ],
  ['a header that is not aligned', inline('go1.20', '', 8), []],
  ['no toolchain', inline('rust', 'mod\ta.b/c\tv1.0.0\n'), []],
])('reads %s', (_, bytes, expected) => {
  expect(list(bytes)).toEqual(expected);
});

it('warns of a module that it cannot read, and reads the others', () => {
  const result = catalogFile(goBinary, 'app', inline('go1.20', 'dep\ta b\tv1\ndep\ta.b/c\tv1.0.0\n'));
  expect(result?.packages.map(({ name }) => name)).toEqual(['stdlib', 'c']);
  expect(result?.warnings.map(({ message }) => message)).toEqual([
    'Go module "a b": no usable path and version',
  ]);
});

it('says so when the information is too long or cut off', () => {
  const bytes = inline('go1.20', 'dep\ta.b/c\tv1.0.0\n'.repeat(150_000));
  expect(() => catalogFile(goBinary, 'app', bytes)).toThrow('too long');
  const cut = inline('go1.20', 'dep\ta.b/c\tv1.0.0\n').subarray(0, -20);
  expect(() => catalogFile(goBinary, 'app', cut)).toThrow('cut off');
});

it('looks only at programs', () => {
  const open = (path: string, mode: number, fileBytes = 100_000) =>
    goBinary.open({ path, mode, uid: 0, gid: 0, fileBytes }) !== undefined;
  expect(open('usr/bin/a', 0o755)).toBe(true);
  expect(open('usr/lib/a.so.1', 0o644)).toBe(true);
  expect(open('usr/share/a', 0o644)).toBe(false);
  expect(open('usr/bin/a', 0o755, 100)).toBe(false);
  const script = Buffer.concat([Buffer.from('#!/bin/sh\n'), inline('go1.20', '')]);
  expect(list(script)).toEqual([]);
});

it('reads any change of a real program without more than an error', () => {
  const bases = ['1.16.15-386', '1.26.8-ld'].map(program);
  const change = fc.tuple(fc.nat(0xffff), fc.nat(255));
  fc.assert(
    fc.property(
      fc.constantFrom(...bases),
      fc.array(change, { maxLength: 40 }),
      fc.nat(0xffff),
      (base, changes, cut) => {
        const bytes = Buffer.from(base.subarray(0, base.length - (cut % 64) * 4_096));
        // Where there is something to change: the head, and around the header.
        const places = [0, bytes.indexOf('\xff Go buildinf:', 0, 'latin1')];
        for (const [at, value] of changes)
          bytes[Math.max(0, places[at % 2] ?? 0) + ((at >> 1) % 200)] = value;
        try {
          list(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      },
    ),
    { numRuns: 60 },
  );
});
