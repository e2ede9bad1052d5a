/** Keeps a stream in a temporary file, so that what can be read once only can be read at random. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ImgscanError } from '../errors.ts';
import { checkAborted, errno } from './files.ts';

const defaultLimitBytes = 64 * 1024 ** 3;

export interface SpoolOptions {
  readonly directory: string;
  /** What is spooled, for messages: `stdin`. */
  readonly name: string;
  /** Default 64 GiB. */
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

/** A file without a name: closing the handle frees its space, and so does the end of the process. */
export interface Spooled {
  readonly handle: FileHandle;
  readonly fileBytes: number;
}

/**
 * Writes the stream to a new file in `directory`, made where it is missing; the file is unlinked at once. Throws
 * LIMIT_EXCEEDED past the limit or when the disk is full, ABORTED by the signal, USAGE when the directory cannot be
 * written to, and what the stream throws.
 */
export async function spool(source: AsyncIterable<Uint8Array>, options: SpoolOptions): Promise<Spooled> {
  const { directory, name, limitBytes = defaultLimitBytes, signal } = options;
  const handle = await createUnlinked(directory, name);
  try {
    let written = 0;
    for await (const chunk of source) {
      checkAborted(signal);
      if (written + chunk.length > limitBytes) {
        throw new ImgscanError(
          'LIMIT_EXCEEDED',
          `${name}: longer than the ${limitBytes} bytes that are kept`,
        );
      }
      await writeWhole(handle, chunk, written).catch((error: unknown) => {
        throw writeError(error, name, directory, written);
      });
      written += chunk.length;
    }
    checkAborted(signal);
    return { handle, fileBytes: written };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function createUnlinked(directory: string, name: string): Promise<FileHandle> {
  const path = join(directory, `imgscan-${randomUUID()}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return handle;
  } catch (error) {
    const reason = errno(error) ?? String(error);
    throw new ImgscanError('USAGE', `${name}: cannot make a temporary file in ${directory} (${reason})`, {
      cause: error,
      hint: 'set XDG_CACHE_HOME to a directory that can be written to',
    });
  }
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

function writeError(error: unknown, name: string, directory: string, written: number): ImgscanError {
  const code = errno(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new ImgscanError(
      'LIMIT_EXCEEDED',
      `${name}: no space left in ${directory} after ${written} bytes`,
      {
        cause: error,
        hint: 'free some space, or set XDG_CACHE_HOME to a directory with more',
      },
    );
  }
  return new ImgscanError('INTERNAL', `${name}: writing to ${directory} failed (${code ?? String(error)})`, {
    cause: error,
  });
}
