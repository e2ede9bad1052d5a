import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntryName } from '../../src/layer/path.ts';

const long = 'a'.repeat(256);
const rows: readonly (readonly [name: string, kind: string, path?: string])[] = [
  ['etc/passwd', 'path', 'etc/passwd'],
  ['./etc/passwd', 'path', 'etc/passwd'],
  ['/etc//passwd', 'path', 'etc/passwd'],
  ['etc/./ssl/', 'path', 'etc/ssl'],
  ['etc/../usr/bin', 'path', 'usr/bin'],
  ['./', 'path', ''],
  ['', 'path', ''],
  ['/..//../etc', 'path', 'etc'],
  ['../etc/passwd', 'invalid'],
  ['a/../../etc', 'invalid'],
  ['..', 'invalid'],
  ['a\\..\\b', 'path', 'a\\..\\b'],
  ['a/...', 'path', 'a/...'],
  ['a\0b', 'invalid'],
  [long, 'invalid'],
  [long.slice(1), 'path', long.slice(1)],
  ['ü'.repeat(128), 'invalid'],
  [`${'abcdefg/'.repeat(511)}x`, 'path', `${'abcdefg/'.repeat(511)}x`],
  ['abcdefgh/'.repeat(500), 'invalid'],
  ['a/'.repeat(513), 'invalid'],
  ['.wh.a', 'whiteout', 'a'],
  ['d/.wh.a', 'whiteout', 'd/a'],
  ['./d/.wh..a', 'whiteout', 'd/.a'],
  ['d/.wh.a/', 'whiteout', 'd/a'],
  ['d/.wh..wh..opq', 'opaque', 'd'],
  ['.wh..wh..opq', 'opaque', ''],
  ['.wh..wh.plnk', 'metadata'],
  ['.wh..wh.plnk/12.34', 'metadata'],
  ['.wh..wh.aufs', 'metadata'],
  ['d/.wh..wh.orph', 'metadata'],
  ['.wh.', 'invalid'],
  ['d/.wh..', 'invalid'],
  ['d/.wh...', 'invalid'],
  ['.wh.d/a', 'path', '.wh.d/a'],
  ['a.wh.b', 'path', 'a.wh.b'],
];

describe('readEntryName', () => {
  for (const [name, kind, path] of rows) {
    it(`${JSON.stringify(name.slice(0, 40))} is ${kind} ${(path ?? '').slice(0, 40)}`, () => {
      expect(readEntryName(name)).toMatchObject(path === undefined ? { kind } : { kind, path });
    });
  }

  it('gives clean paths only, and the same again for a clean path', () => {
    const part = fc.constantFrom('a', 'b.c', '..', '.', '', '.wh.x', '...', 'ü');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const name = readEntryName(parts.join('/'));
        if (!('path' in name)) return;
        const clean = name.path === '' ? [] : name.path.split('/');
        for (const item of clean) expect(['', '.', '..']).not.toContain(item);
        if (name.kind === 'path') expect(readEntryName(name.path)).toEqual(name);
      }),
    );
  });
});
