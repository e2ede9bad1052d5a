/**
 * Layer facts on disk, one file a layer and set of plug-ins, shared by any number of processes without locks: files
 * appear whole by rename and are never changed. https://specifications.freedesktop.org/basedir-spec/latest/
 */
import { hash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ImgscanError } from '../errors.ts';
import type { Digest } from '../model/image.ts';
import type { LayerFacts, Warning } from '../model/layer.ts';
import { decodeFacts, encodeFacts } from './facts-file.ts';
import type { Plugins } from './read-file.ts';

const SUFFIX = '.facts';
const TEMPORARY = '.tmp';
/** A temporary file that is older was left by a process that was killed. */
const STALE_MS = 3_600_000;

export interface LayerCacheOptions extends Plugins {
  readonly directory: string;
  /** All files together; the least recently used go first. Default 2 GiB. */
  readonly maxBytes?: number;
}

export interface CacheStatus {
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
}

/** `get` and `put` never fail: what goes wrong is one CACHE_UNUSABLE warning, and the scan goes on without. */
export interface LayerCache {
  /** Facts by these plug-ins, or undefined: unknown, damaged, or by others. */
  get(diffId: Digest): Promise<LayerFacts | undefined>;
  /** To be called with facts of a layer that was read to its end and whose diffID was verified, no others. */
  put(facts: LayerFacts): Promise<void>;
  /** What went wrong so far. */
  warnings(): readonly Warning[];
}

/** `$XDG_CACHE_HOME/imgscan/layers`, or below `.cache` in the home directory. */
export function defaultCacheDirectory(xdgCacheHome: string | undefined, home: string): string {
  const isUsable = xdgCacheHome !== undefined && isAbsolute(xdgCacheHome);
  return join(isUsable ? xdgCacheHome : join(home, '.cache'), 'imgscan', 'layers');
}

export function createLayerCache(options: LayerCacheOptions): LayerCache {
  const { directory, maxBytes = 2 * 2 ** 30 } = options;
  const readers = readersKey(options);
  let trouble: Warning | undefined;
  /** Total of all files as last counted, with what this process has added since. */
  let totalBytes: number | undefined;

  const fileOf = (diffId: Digest) => join(directory, `${diffId.replace(':', '-')}-${readers}${SUFFIX}`);
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

  async function write(facts: LayerFacts): Promise<void> {
    const bytes = await encodeFacts(facts);
    if (bytes.length > maxBytes) return;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const temporary = join(directory, `${randomUUID()}${TEMPORARY}`);
    try {
      await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
      await rename(temporary, fileOf(facts.diffId));
    } finally {
      await rm(temporary, { force: true });
    }
    totalBytes = totalBytes === undefined ? undefined : totalBytes + bytes.length;
    if (totalBytes === undefined || totalBytes > maxBytes) totalBytes = await evict(directory, maxBytes);
  }

  return {
    get: (diffId) =>
      attempt(async () => {
        const file = fileOf(diffId);
        const facts = await decodeFacts(await readFile(file));
        if (facts === undefined || facts.diffId !== diffId) return undefined;
        const now = new Date();
        // What is used stays longest. A cache that may only be read serves all the same.
        await utimes(file, now, now).catch(() => undefined);
        return facts;
      }),
    put: async (facts) => {
      // A directory that failed once is not tried again for every layer.
      if (trouble === undefined) await attempt(() => write(facts));
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

/** Facts by other plug-ins, or other versions of them, are another file. */
function readersKey({ catalogers, detectors }: Plugins): string {
  const names = [...catalogers, ...detectors].map(({ name, version }) => `${name}@${version}`).sort();
  return hash('sha256', names.join('\n'), 'hex').slice(0, 16);
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
    if (!name.endsWith(SUFFIX) && !name.endsWith(TEMPORARY)) continue;
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
