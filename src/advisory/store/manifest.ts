/** What the store holds at one moment: each feed, its segments and where it came from. One small file, replaced whole. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ImgscanError } from '../../errors.ts';
import { temporarySuffix } from './segment-writer.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const segmentSchema = v.object({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: count,
  entries: count,
});

const feedSchema = v.object({
  /** Records that say something of a package, or CVEs. */
  records: count,
  /** Newest `modified` of a record. */
  newest: v.exactOptional(v.string()),
  /** Records by ecosystem with suffix. */
  ecosystems: v.record(v.string(), count),
  /** When it was last compared with where it comes from. */
  updated: v.string(),
  /** Records that could not be used, when it was last read whole. */
  skipped: count,
  /** What the origin said of its state, so that only a change is fetched. */
  origin: v.object({
    location: v.string(),
    /** Of each file that was read. */
    files: v.record(
      v.string(),
      v.object({ etag: v.exactOptional(v.string()), lastModified: v.exactOptional(v.string()) }),
    ),
    /** Changes up to this time are in. */
    mark: v.exactOptional(v.string()),
  }),
  /** Newest first. */
  segments: v.pipe(v.array(segmentSchema), v.maxLength(64)),
});

const manifestSchema = v.object({
  version: v.literal(1),
  /** Where feeds are fetched from when nothing else is said; absent for a store that was only ever imported. */
  base: v.exactOptional(v.string()),
  feeds: v.record(v.pipe(v.string(), v.maxLength(100)), feedSchema),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type Feed = v.InferOutput<typeof feedSchema>;
export type FeedCounts = Pick<Feed, 'records' | 'newest' | 'ecosystems'>;

const manifestName = 'store.json';
export const emptyManifest: Manifest = { version: 1, feeds: {} };
const maxManifestBytes = 16 * 1024 * 1024;

export function segmentsDirectory(directory: string): string {
  return join(directory, 'segments');
}

/** Undefined where there is no store; throws ADVISORY_INVALID for one that cannot be read. */
export function readManifest(directory: string): Manifest | undefined {
  const path = join(directory, manifestName);
  try {
    return decodeManifest(readFileSync(path), path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
      return undefined;
    }
    if (cause instanceof ImgscanError) throw cause;
    throw new ImgscanError(
      'ADVISORY_INVALID',
      `The advisory store ${directory} cannot be read: ${String(cause)}`,
      {
        cause,
      },
    );
  }
}

/** `path` is what errors call it. */
export function decodeManifest(bytes: Uint8Array, path: string): Manifest {
  try {
    if (bytes.length > maxManifestBytes) throw new Error(`more than ${maxManifestBytes} bytes`);
    return v.parse(manifestSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImgscanError('ADVISORY_INVALID', `${path}: not a store's list of feeds: ${reason}`, {
      cause,
      hint: 'It may be of another version of imgscan. Delete the directory and run imgscan db update.',
    });
  }
}

/** Atomic and safe against loss of power: who reads sees the old one or the new one. */
export function writeManifest(directory: string, manifest: Manifest): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const temporary = join(directory, `${randomUUID()}${temporarySuffix}`);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(directory, manifestName));
  } finally {
    rmSync(temporary, { force: true });
  }
}
