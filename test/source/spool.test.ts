/** Temporary files: bounded, nameless, gone after trouble. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { spool } from '../../src/source/spool.ts';
import { scratch, streamOf } from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
beforeAll(async () => {
  directory = await scratch();
});
afterAll(() => directory.remove());

describe('spool', () => {
  it('keeps the stream in a file without a name', async () => {
    const bytes = Buffer.from('0123456789'.repeat(1000));
    const { handle, fileBytes } = await spool(streamOf(bytes, 333), {
      directory: directory.path,
      name: 'stdin',
    });
    expect(fileBytes).toBe(bytes.length);
    const { buffer } = await handle.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    expect(buffer.equals(bytes)).toBe(true);
    expect(await readdir(directory.path)).toEqual([]);
    await handle.close();
  });

  it('throws LIMIT_EXCEEDED past the limit and not at it', async () => {
    const options = { directory: directory.path, name: 'stdin', limitBytes: 100 };
    const { handle } = await spool(streamOf(Buffer.alloc(100), 30), options);
    await handle.close();
    await expect(spool(streamOf(Buffer.alloc(101), 30), options)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'stdin: longer than the 100 bytes that are kept',
    });
  });

  it('stops at the signal and ends the stream', async () => {
    const controller = new AbortController();
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          yield Buffer.alloc(10);
          controller.abort();
        }
      } finally {
        ended = true;
      }
    }
    const attempt = spool(endless(), { directory: directory.path, name: 'stdin', signal: controller.signal });
    await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    expect(ended).toBe(true);
    expect(await readdir(directory.path)).toEqual([]);
  });

  it('passes on what the stream throws', async () => {
    async function* broken() {
      yield Buffer.alloc(10);
      throw new ImgscanError('LAYER_CORRUPT', 'broken');
    }
    const attempt = spool(broken(), { directory: directory.path, name: 'stdin' });
    await expect(attempt).rejects.toMatchObject({ code: 'LAYER_CORRUPT', message: 'broken' });
  });

  it('makes the directory that it is given', async () => {
    const fresh = join(directory.path, 'cache/spool');
    const { handle, fileBytes } = await spool(streamOf(Buffer.alloc(1)), { directory: fresh, name: 'stdin' });
    expect(fileBytes).toBe(1);
    await handle.close();
  });

  it('names a directory that cannot be written to', async () => {
    const blocked = join(directory.path, 'file', 'spool');
    await writeFile(join(directory.path, 'file'), '');
    const attempt = spool(streamOf(Buffer.alloc(1)), { directory: blocked, name: 'stdin' });
    await expect(attempt).rejects.toMatchObject({
      code: 'USAGE',
      message: `stdin: cannot make a temporary file in ${blocked} (ENOTDIR)`,
    });
  });
});
