/** The archive index against hostile and broken tars. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { type Archive, openTar } from '../../src/source/archive.ts';
import { type LayerTree, makeTar } from '../support/layer.ts';
import { readAll, scratch } from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
beforeAll(async () => {
  directory = await scratch();
});
afterAll(() => directory.remove());

async function archiveOf(bytes: Uint8Array): Promise<Archive> {
  const path = join(directory.path, 'test.tar');
  await writeFile(path, bytes);
  return openTar(await open(path), bytes.length, 'test.tar');
}

async function textOf(archive: Archive, path: string): Promise<string | undefined> {
  return (await archive.fileBytes(path)) === undefined
    ? undefined
    : String(await readAll(archive.open(path)));
}

const big = 'x'.repeat(3_000_000);
const link = (linkname: string) => ({ type: 'symlink', linkname }) as const;
const hard = (linkname: string) => ({ type: 'link', linkname }) as const;

const rows: readonly {
  name: string;
  tree: LayerTree;
  finds: Readonly<Record<string, string | undefined>>;
}[] = [
  {
    name: 'plain, with ./ and /',
    tree: { './a': '1', '/b': '2', 'c//d': '3' },
    finds: { a: '1', b: '2', 'c/d': '3', c: undefined },
  },
  {
    name: 'content longer than a read, then more',
    tree: { a: big, b: '2', e: '', c: big, d: '4' },
    finds: { a: big, b: '2', c: big, d: '4', e: '' },
  },
  {
    name: 'symbolic links',
    tree: { 'x/f': '1', 'y/l': link('../x/f'), z: link('y/l'), abs: link('/x/f') },
    finds: { 'y/l': '1', z: '1', abs: '1' },
  },
  {
    name: 'hard links',
    tree: { 'x/f': '1', 'y/l': hard('x/f'), m: hard('./y/l') },
    finds: { 'y/l': '1', m: '1' },
  },
  {
    name: 'links out of the archive',
    tree: { a: link('../../etc/passwd'), b: link('/etc/passwd'), c: hard('../etc/passwd') },
    finds: { a: undefined, b: undefined, c: undefined },
  },
  {
    name: 'names out of the archive',
    tree: { '../up': '1', 'x/../../up': '2' },
    finds: { '../up': undefined, up: undefined },
  },
  {
    name: 'directories and devices are no files',
    tree: { d: null, f: { type: 'fifo' } },
    finds: { d: undefined, f: undefined },
  },
  {
    name: 'names of object members',
    tree: { constructor: '1' },
    finds: { constructor: '1', toString: undefined, __proto__: undefined },
  },
  { name: 'long names', tree: { [`${'d/'.repeat(100)}f`]: '1' }, finds: { [`${'d/'.repeat(100)}f`]: '1' } },
];

describe('openTar', () => {
  it.each(rows)('$name', async ({ tree, finds }) => {
    const archive = await archiveOf(await makeTar(tree));
    for (const [path, content] of Object.entries(finds))
      expect(await textOf(archive, path), path).toBe(content);
    await archive.close();
    await archive.close();
  });

  it('refuses a loop of links', async () => {
    const archive = await archiveOf(await makeTar({ a: link('b'), b: link('a') }));
    await expect(archive.fileBytes('a')).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
    await archive.close();
  });

  it('refuses a file that is there twice, and no other', async () => {
    const archive = await archiveOf(await makeTar({ 'x/a': 'one', './x/a': 'two', b: '3' }));
    await expect(archive.fileBytes('x/a')).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(await textOf(archive, 'b')).toBe('3');
    await archive.close();
  });

  it('says that a file is not in the archive', async () => {
    const archive = await archiveOf(await makeTar({ a: '1' }));
    expect(() => archive.open('b')).toThrow(/test\.tar: b is not in the archive/);
    await archive.close();
  });

  it('refuses what is no tar, naming it', async () => {
    const attempt = archiveOf(Buffer.from('FROM debian\n'.repeat(100)));
    await expect(attempt).rejects.toMatchObject({
      code: 'LAYER_CORRUPT',
      message: /^test\.tar: expected a tar/,
    });
  });

  it('refuses an archive cut anywhere before its trailer', async () => {
    const tar = await makeTar({ a: 'x'.repeat(700), b: link('a'), c: 'y' });
    const trailer = tar.length - 1024;
    for (let cut = 1; cut < trailer + 512; cut += 100) {
      const error: unknown = await archiveOf(tar.subarray(0, cut)).then(
        (archive) => archive.close(),
        (thrown: unknown) => thrown,
      );
      expect(error, `cut at ${cut}`).toMatchObject({ code: 'LAYER_CORRUPT', message: /^test\.tar: / });
    }
  });

  it('stops at the signal', async () => {
    const path = join(directory.path, 'aborted.tar');
    const tar = await makeTar({ a: '1' });
    await writeFile(path, tar);
    const attempt = openTar(await open(path), tar.length, 'aborted.tar', AbortSignal.abort());
    await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('reads any bytes or throws an ImgscanError', async () => {
    const tar = await makeTar({ 'a/b': 'x'.repeat(600), l: link('a/b'), h: hard('a/b'), e: '' });
    const edits = fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const bytes = Buffer.from(tar);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const archive = await archiveOf(bytes);
          for (const path of ['a/b', 'l', 'h', 'e']) await textOf(archive, path);
          await archive.close();
        } catch (error) {
          expect(error).toBeInstanceOf(ImgscanError);
        }
      }),
      { numRuns: 150 },
    );
  });
});
