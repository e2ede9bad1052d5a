/**
 * A directory of files that any number of processes share without locks: they appear whole by rename, are never changed,
 * and the least recently used go first. https://specifications.freedesktop.org/basedir-spec/latest/
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ImgscanError } from '../errors.ts';
import type { Warning } from '../model/layer.ts';

/** What the files are of; nothing else in the directory is touched. */
const SUFFIXES = ['.facts', '.report'] as const;
const TEMPORARY = '.tmp';
/** A temporary file that is older was left by a process that was killed. */
const STALE_MS = 3_600_000;

export type CacheFileName = `${string}${(typeof SUFFIXES)[number]}`;

export interface FileCacheOptions {
  readonly directory: string;
  /** All files together. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** `get` and `put` never fail: what goes wrong is one CACHE_UNUSABLE warning, and the scan goes on without. */
export interface FileCache {
  get(name: CacheFileName): Promise<Buffer | undefined>;
  put(name: CacheFileName, bytes: Uint8Array): Promise<void>;
  /** What went wrong so far. */
  warnings(): readonly Warning[];
}

export interface CacheStatus {
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
}

/** `$XDG_CACHE_HOME/imgscan/layers`, or below `.cache` in the home directory. */
export function defaultCacheDirectory(xdgCacheHome: string | undefined, home: string): string {
  const isUsable = xdgCacheHome !== undefined && isAbsolute(xdgCacheHome);
  return join(isUsable ? xdgCacheHome : join(home, '.cache'), 'imgscan', 'layers');
}

export function openFileCache({ directory, maxBytes = 2 * 2 ** 30 }: FileCacheOptions): FileCache {
  let trouble: Warning | undefined;
  /** Total of all files as last counted, with what this process has added since. */
  let totalBytes: number | undefined;

  const attempt = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      trouble ??= {
        code: 'CACHE_UNUSABLE',
        message: `The layer cache ${directory} cannot be used: ${String(error)}`,
      };
      return undefined;
    }
  };

  async function write(name: CacheFileName, bytes: Uint8Array): Promise<void> {
    if (bytes.length > maxBytes) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const temporary = join(directory, `${randomUUID()}${TEMPORARY}`);
    try {
      await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
      await rename(temporary, join(directory, name));
    } finally {
      await rm(temporary, { force: true });
    }
    totalBytes = totalBytes === undefined ? undefined : totalBytes + bytes.length;
    if (totalBytes === undefined || totalBytes > maxBytes) totalBytes = await evict(directory, maxBytes);
  }

  return {
    get: (name) =>
      attempt(async () => {
        const file = join(directory, name);
        const bytes = await readFile(file);
        const now = new Date();
        // What is used stays longest. A cache that may only be read serves all the same.
        await utimes(file, now, now).catch(() => undefined);
        return bytes;
      }),
    put: async (name, bytes) => {
      // A directory that failed once is not tried again for every layer.
      if (trouble === undefined) await attempt(() => write(name, bytes));
    },
    warnings: () => (trouble === undefined ? [] : [trouble]),
  };
}

/** Counts the files of every version; a directory that is not there is empty. Throws USAGE when it cannot be read. */
export async function cacheStatus(directory: string): Promise<CacheStatus> {
  const files = await listFiles(directory);
  return { directory, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** Deletes the cache's files, no others, and says what it deleted. Throws USAGE when it cannot. */
export async function clearCache(directory: string): Promise<CacheStatus> {
  const status = await cacheStatus(directory);
  for (const { path } of await listFiles(directory)) {
    await rm(path, { force: true }).catch((error) => {
      throw unusable(directory, 'cleared', error);
    });
  }
  return status;
}

interface CacheFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

async function listFiles(directory: string): Promise<CacheFile[]> {
  const names = await readdir(directory).catch((error) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable(directory, 'read', error);
  });
  const files: CacheFile[] = [];
  for (const name of names) {
    if (![...SUFFIXES, TEMPORARY].some((suffix) => name.endsWith(suffix))) continue;
    const path = join(directory, name);
    // Another process may have evicted it meanwhile.
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  return files;
}

/** Deletes the longest unused until a tenth of the room is free; returns the bytes that stay. */
async function evict(directory: string, maxBytes: number): Promise<number> {
  const files = await listFiles(directory);
  files.sort((a, b) => a.usedMs - b.usedMs || (a.path < b.path ? -1 : 1));
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  const target = total > maxBytes ? maxBytes * 0.9 : maxBytes;
  const staleMs = Date.now() - STALE_MS;
  for (const { path, bytes, usedMs } of files) {
    const isStale = path.endsWith(TEMPORARY) && usedMs < staleMs;
    if (total <= target && !isStale) continue;
    await rm(path, { force: true });
    total -= bytes;
  }
  return total;
}

function unusable(directory: string, what: string, error: unknown): ImgscanError {
  return new ImgscanError('USAGE', `The layer cache ${directory} cannot be ${what}: ${String(error)}`, {
    cause: error,
    hint: 'Check the permissions of the directory, or choose another with XDG_CACHE_HOME.',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
