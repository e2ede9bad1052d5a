/** The files below a directory, for an image layout. */
import { realpath, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';
import { errno, type FileStore, fileError, openRegularFile, readRange } from './files.ts';

/**
 * Symbolic links are followed as long as they stay inside the directory. NOT_FOUND, UNAUTHORIZED or USAGE when there
 * is no directory to be read.
 */
export async function openDirectory(directory: string): Promise<FileStore> {
  const root = await openRoot(directory);

  /** A regular file inside the directory. */
  async function locate(path: string): Promise<{ real: string; fileBytes: number } | undefined> {
    try {
      const real = await realpath(posix.join(root, path));
      if (!real.startsWith(root === '/' ? root : `${root}/`)) return undefined;
      const stats = await stat(real);
      return stats.isFile() ? { real, fileBytes: stats.size } : undefined;
    } catch (error) {
      if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
      throw fileError(error, posix.join(directory, path));
    }
  }

  return {
    name: directory,
    async fileBytes(path) {
      return (await locate(path))?.fileBytes;
    },
    async *open(path, signal) {
      const name = posix.join(directory, path);
      const located = await locate(path);
      if (located === undefined) throw new ImgscanError('NOT_FOUND', `${name}: no such file`);
      const { handle, fileBytes } = await openRegularFile(located.real, name);
      try {
        yield* readRange(handle, { offset: 0, length: fileBytes, name }, signal);
      } finally {
        await handle.close();
      }
    },
  };
}

async function openRoot(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    throw fileError(error, directory);
  }
  throw new ImgscanError('USAGE', `${directory}: expected a directory, found a file`, {
    hint: 'a layout in a tar archive is read with oci-archive:',
  });
}
