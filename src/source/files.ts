/** Files by path, of a directory or of an archive, and the ways to read them: bounded, stoppable, errors in words. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
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

/** At most `length` bytes from `position`, in a fresh buffer; empty at the end of the file. NOT_FOUND when the disk fails. */
export async function readAt(
  handle: FileHandle,
  position: number,
  length: number,
  name: string,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  try {
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error, name);
  }
}

/** `length` bytes of an open file from `offset`, in fresh chunks; LAYER_CORRUPT when the file ends before. */
export async function* readRange(
  handle: FileHandle,
  range: { readonly offset: number; readonly length: number; readonly name: string },
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { offset, length, name } = range;
  for (let position = offset; position < offset + length; ) {
    checkAborted(signal);
    const chunk = await readAt(handle, position, Math.min(readBytes, offset + length - position), name);
    if (chunk.length === 0) {
      const found = `ends after ${position - offset} of ${length} bytes`;
      throw new ImgscanError('LAYER_CORRUPT', `${name}: ${found}`, {
        hint: 'the file is truncated or was changed while it was read',
      });
    }
    position += chunk.length;
    yield chunk;
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
