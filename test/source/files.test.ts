/** Reading files within bounds, and the file system's refusals in words. */
import { execFileSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { openDirectory } from '../../src/source/directory.ts';
import { fileError, openRegularFile, readRange, readSmallFile } from '../../src/source/files.ts';
import { readAll, scratch } from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
beforeAll(async () => {
  directory = await scratch();
  await writeFile(join(directory.path, 'file'), '0123456789');
});
afterAll(() => directory.remove());

describe('fileError', () => {
  it.each([
    ['ENOENT', 'NOT_FOUND', 'image.tar: no such file or directory'],
    ['ENOTDIR', 'NOT_FOUND', 'image.tar: no such file or directory'],
    ['EACCES', 'UNAUTHORIZED', 'image.tar: permission denied'],
    ['EPERM', 'UNAUTHORIZED', 'image.tar: permission denied'],
    ['EIO', 'NOT_FOUND', 'image.tar: cannot be read (EIO)'],
  ])('%s', (code, expected, message) => {
    const cause = Object.assign(new Error('refused'), { code });
    expect(fileError(cause, 'image.tar')).toMatchObject({ code: expected, message, cause });
  });

  it('leaves an error of its own kind alone', () => {
    const error = new ImgscanError('ABORTED', 'aborted');
    expect(fileError(error, 'image.tar')).toBe(error);
  });
});

describe('openRegularFile', () => {
  it.each([
    ['missing', 'NOT_FOUND', /no such file/],
    ['.', 'USAGE', /expected a regular file, found a directory/],
    ['fifo', 'USAGE', /expected a regular file, found a special file/],
  ] as const)('%s', async (name, code, message) => {
    if (name === 'fifo') execFileSync('mkfifo', [join(directory.path, name)]);
    await expect(openRegularFile(join(directory.path, name), name)).rejects.toMatchObject({ code, message });
  });
});

describe('readRange', () => {
  it.each([
    [0, 10, '0123456789'],
    [3, 4, '3456'],
    [10, 0, ''],
  ])('%i, %i', async (offset, length, text) => {
    const handle = await open(join(directory.path, 'file'));
    expect(String(await readAll(readRange(handle, { offset, length, name: 'file' })))).toBe(text);
    await handle.close();
  });

  it('throws where the file ends before the range', async () => {
    const handle = await open(join(directory.path, 'file'));
    await expect(readAll(readRange(handle, { offset: 5, length: 6, name: 'file' }))).rejects.toMatchObject({
      code: 'LAYER_CORRUPT',
      message: 'file: ends after 5 of 6 bytes',
    });
    await handle.close();
  });
});

describe('readSmallFile', () => {
  it('reads up to the limit and no more', async () => {
    const files = await openDirectory(directory.path);
    expect(String(await readSmallFile(files, 'file', 10))).toBe('0123456789');
    await expect(readSmallFile(files, 'file', 9)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(readSmallFile(files, 'missing', 9)).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});
