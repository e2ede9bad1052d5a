/** Files by path, of a directory or of an archive: what image layouts and `docker save` archives are read from. */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';

const readBytes = 1024 * 1024;

export interface FileStore {
  /** What the user named, for messages. */
  readonly name: string;
  /** Length of the regular file at a relative path; undefined where there is none. */
  fileBytes(path: string): Promise<number | undefined>;
  /** The file's content from its first byte; throws NOT_FOUND where there is none. */
  open(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The errno of a system error, `ENOENT`; undefined for any other value. */
export function errno(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Says in the user's words why the file system refused: NOT_FOUND or UNAUTHORIZED; an ImgscanError stays itself. */
export function fileError(error: unknown, name: string): ImgscanError {
  if (error instanceof ImgscanError) return error;
  const code = errno(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ImgscanError('NOT_FOUND', `${name}: no such file or directory`, { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'run imgscan as a user that may read it';
    return new ImgscanError('UNAUTHORIZED', `${name}: permission denied`, { cause: error, hint });
  }
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  return new ImgscanError('NOT_FOUND', `${name}: cannot be read (${reason})`, { cause: error });
}

/** Throws ABORTED once the signal has fired. */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ImgscanError('ABORTED', 'aborted', { cause: signal.reason });
}

/** Opens a regular file for reading; `name` is what errors call it. A FIFO or a device is refused, never waited for. */
export async function openRegularFile(
  path: string,
  name: string,
): Promise<{ readonly handle: FileHandle; readonly fileBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw fileError(error, name);
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, fileBytes: stats.size };
  await handle.close();
  throw new ImgscanError('USAGE', `${name}: expected a regular file, found ${kindOf(stats)}`);
}

function kindOf(stats: { isDirectory(): boolean }): string {
  return stats.isDirectory() ? 'a directory' : 'a special file';
}

/** `length` bytes of an open file from `offset`, in fresh chunks; LAYER_CORRUPT when the file ends before. */
export async function* readRange(
  handle: FileHandle,
  range: { readonly offset: number; readonly length: number; readonly name: string },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const end = range.offset + range.length;
  for (let position = range.offset; position < end; ) {
    checkAborted(signal);
    const chunk = Buffer.allocUnsafe(Math.min(readBytes, end - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) {
      const found = `ends after ${position - range.offset} of ${range.length} bytes`;
      throw new ImgscanError('LAYER_CORRUPT', `${range.name}: ${found}`, {
        hint: 'the file is truncated or was changed while it was read',
      });
    }
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** A whole small file; MANIFEST_INVALID when it is missing, LIMIT_EXCEEDED past `limitBytes`. */
export async function readSmallFile(
  files: FileStore,
  path: string,
  limitBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const fileBytes = await files.fileBytes(path);
  if (fileBytes === undefined) {
    throw new ImgscanError('MANIFEST_INVALID', `${files.name}: ${path} is missing`);
  }
  if (fileBytes > limitBytes) {
    const found = `${path} has ${fileBytes} bytes, at most ${limitBytes} are read`;
    throw new ImgscanError('LIMIT_EXCEEDED', `${files.name}: ${found}`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(path, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The files below a directory. Symbolic links are followed as long as they stay inside it. */
export async function openDirectory(directory: string, name: string): Promise<FileStore> {
  let root: string;
  try {
    root = await realpath(directory);
    if (!(await stat(root)).isDirectory()) {
      throw new ImgscanError('USAGE', `${name}: expected a directory, found a file`);
    }
  } catch (error) {
    throw fileError(error, name);
  }

  /** The real path of a regular file inside the directory. */
  async function locate(path: string): Promise<string | undefined> {
    try {
      const real = await realpath(posix.join(root, path));
      const inside = root === '/' || real.startsWith(`${root}/`);
      return inside && (await stat(real)).isFile() ? real : undefined;
    } catch (error) {
      if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
      throw fileError(error, `${name}/${path}`);
    }
  }

  async function* read(path: string, signal?: AbortSignal) {
    const real = await locate(path);
    const label = `${name}/${path}`;
    if (real === undefined) throw new ImgscanError('NOT_FOUND', `${label}: no such file`);
    const { handle, fileBytes } = await openRegularFile(real, label);
    try {
      yield* readRange(handle, { offset: 0, length: fileBytes, name: label }, signal);
    } finally {
      await handle.close();
    }
  }

  return {
    name,
    open: read,
    async fileBytes(path) {
      const real = await locate(path);
      return real === undefined ? undefined : (await stat(real)).size;
    },
  };
}
