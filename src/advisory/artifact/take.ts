/** Takes feeds of an artifact into the store: fetches the segments it lacks, checks all of them, and puts the feeds in place. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ImgscanError } from '../../errors.ts';
import { decodeManifest, type Feed } from '../store/manifest.ts';
import { type SegmentFile, segmentName, temporarySuffix } from '../store/segment-writer.ts';
import { verifySegment } from '../store/verify.ts';
import { type StoreWriter, withStoreWriter } from '../store/writer.ts';

/** Where an artifact's content comes from. */
export interface ArtifactSource {
  readonly name: string;
  /** The list of feeds. */
  readonly config: Uint8Array;
  /** A segment's bytes; NOT_FOUND when the artifact does not have it. */
  segment(sha256: string, sizeBytes: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface TakeOptions {
  readonly directory: string;
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onFeed?: (feed: string) => void;
}

/** What became of one feed; `older`: the store has a newer state, which stays. */
export interface TakenFeed {
  readonly feed: string;
  readonly result: 'changed' | 'unchanged' | 'older';
  readonly records: number;
  /** Bytes that were fetched for it. */
  readonly bytes: number;
}

/** Other feeds of the store are left alone. ADVISORY_INVALID, DIGEST_MISMATCH and their kin leave the feed as it was. */
export async function takeArtifact(
  source: ArtifactSource,
  options: TakeOptions,
): Promise<readonly TakenFeed[]> {
  const { directory, waitMs, signal, onFeed } = options;
  const { feeds } = decodeManifest(source.config, source.name);
  return withStoreWriter(directory, { waitMs, signal }, async (writer) => {
    const taken: TakenFeed[] = [];
    for (const [name, feed] of Object.entries(feeds).sort(([a], [b]) => (a < b ? -1 : 1))) {
      onFeed?.(name);
      taken.push(await takeFeed(writer, name, feed, source, signal));
    }
    return taken;
  });
}

async function takeFeed(
  writer: StoreWriter,
  name: string,
  feed: Feed,
  source: ArtifactSource,
  signal: AbortSignal | undefined,
): Promise<TakenFeed> {
  const known = writer.manifest().feeds[name];
  if (known !== undefined && Date.parse(known.updated) > Date.parse(feed.updated)) {
    return { feed: name, result: 'older', records: known.records, bytes: 0 };
  }
  let bytes = 0;
  for (const segment of feed.segments) {
    if (existsSync(join(writer.segments, segmentName(segment.sha256)))) continue;
    await fetchSegment(writer.segments, segment, source, signal);
    bytes += segment.bytes;
  }
  writer.replace(name, feed);
  return { feed: name, result: bytes > 0 ? 'changed' : 'unchanged', records: feed.records, bytes };
}

/** The file appears under its name only when its content is what the name says, and a segment in all its parts. */
async function fetchSegment(
  segments: string,
  { sha256, bytes }: SegmentFile,
  source: ArtifactSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(segments, { recursive: true, mode: 0o700 });
  const temporary = join(segments, `${randomUUID()}${temporarySuffix}`);
  const handle = await open(temporary, 'wx', 0o600);
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of source.segment(sha256, bytes, signal)) {
      length += chunk.length;
      if (length > bytes) break;
      hash.update(chunk);
      await handle.write(chunk);
    }
    await handle.sync();
    await handle.close();
    if (length !== bytes || hash.digest('hex') !== sha256) {
      throw new ImgscanError(
        'DIGEST_MISMATCH',
        `segment ${sha256} of ${source.name}: the content is another`,
      );
    }
    verifySegment(temporary);
    await rename(temporary, join(segments, segmentName(sha256)));
  } finally {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
  }
}
