/** Changes the store, one process at a time: each feed is replaced whole, by one rename. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ImgscanError } from '../../errors.ts';
import { compact } from './compact.ts';
import { type LockOptions, lockStore } from './lock.ts';
import {
  emptyManifest,
  type Feed,
  type Manifest,
  readManifest,
  segmentsDirectory,
  writeManifest,
} from './manifest.ts';
import { segmentName, temporarySuffix } from './segment-writer.ts';

export interface StoreWriter {
  readonly directory: string;
  /** Where segments are built. */
  readonly segments: string;
  manifest(): Manifest;
  /** Puts a feed in place, its many small segments merged; readers see it from then on. */
  commit(name: string, feed: Feed): void;
  /** The same with the segments as they are, so that the next artifact of the same maker has them too. */
  replace(name: string, feed: Feed): void;
  /** Where feeds are fetched from from now on. */
  setBase(base: string): void;
}

/** Runs `act` with the store to itself. USAGE when the directory cannot be written, LIMIT_EXCEEDED on a full disk. */
export async function withStoreWriter<T>(
  directory: string,
  options: LockOptions,
  act: (writer: StoreWriter) => Promise<T>,
): Promise<T> {
  try {
    const unlock = await lockStore(directory, options);
    try {
      return await act(createWriter(directory));
    } finally {
      collectGarbage(directory);
      unlock();
    }
  } catch (error) {
    throw writeTrouble(error, directory);
  }
}

function createWriter(directory: string): StoreWriter {
  const segments = segmentsDirectory(directory);
  let manifest = readUsable(directory);
  const write = (next: Manifest): void => {
    writeManifest(directory, next);
    manifest = next;
  };
  return {
    directory,
    segments,
    manifest: () => manifest,
    commit(name, feed) {
      const compacted = { ...feed, segments: [...compact(segments, feed.segments)] };
      write({ ...manifest, feeds: { ...manifest.feeds, [name]: compacted } });
    },
    replace: (name, feed) => write({ ...manifest, feeds: { ...manifest.feeds, [name]: feed } }),
    setBase: (base) => write({ ...manifest, base }),
  };
}

/** A list of feeds that cannot be read is begun anew: nothing can be had from it any more. */
function readUsable(directory: string): Manifest {
  try {
    return readManifest(directory) ?? emptyManifest;
  } catch (error) {
    if (error instanceof ImgscanError && error.code === 'ADVISORY_INVALID') return emptyManifest;
    throw error;
  }
}

/** Deletes segments that no feed has and what killed writers left. Readers that have them open keep them. */
function collectGarbage(directory: string): void {
  const segments = segmentsDirectory(directory);
  const used = new Set<string>();
  try {
    for (const feed of Object.values(readManifest(directory)?.feeds ?? {})) {
      for (const { sha256 } of feed.segments) used.add(segmentName(sha256));
    }
    for (const name of readdirSync(segments)) {
      if (!used.has(name)) rmSync(join(segments, name), { force: true });
    }
    for (const name of readdirSync(directory)) {
      if (name.endsWith(temporarySuffix)) rmSync(join(directory, name), { force: true });
    }
  } catch {
    // The store stands; what is left over goes the next time.
  }
}

const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** A failure of the file system as the user reads it. */
function writeTrouble(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof ImgscanError) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ImgscanError('LIMIT_EXCEEDED', `${directory}: the disk is full; the store is as it was`, {
      cause: error,
      hint: 'Free some space, or choose another directory with --db.',
    });
  }
  if (!refusals.has(code)) return error;
  return new ImgscanError('USAGE', `${directory} cannot be written (${code}); the store is as it was`, {
    cause: error,
    hint: 'Check the permissions of the directory, or choose another with --db.',
  });
}
