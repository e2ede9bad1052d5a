/** Brings feeds of the store up to date, one after the other; one that fails keeps what it had, and the others go on. */
import { ImgscanError } from '../../errors.ts';
import type { Warning } from '../../model/layer.ts';
import { createScorer } from '../cvss.ts';
import { type Collection, openCollection } from '../store/collection.ts';
import type { Feed } from '../store/manifest.ts';
import { type StoreWriter, withStoreWriter } from '../store/writer.ts';
import type { FeedContext } from './feed.ts';
import { createInflater } from './inflater.ts';
import { feedOf } from './list.ts';
import type { Origin } from './origin.ts';

export interface UpdateOptions {
  readonly directory: string;
  /** Names of feeds as in `feedOf`. */
  readonly feeds: readonly string[];
  readonly origin: Origin;
  readonly isPublic: boolean;
  /** What the store remembers as where its feeds come from. */
  readonly base?: string;
  /** Read everything anew, whatever is there. */
  readonly isFull?: boolean;
  /** Leave alone what the store has: only what is missing is fetched. */
  readonly onlyMissing?: boolean;
  /** For another process that writes. */
  readonly waitMs: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: UpdateProgress) => void;
}

export type UpdateProgress =
  | { readonly state: 'waiting'; readonly holder: string }
  | { readonly state: 'fetching'; readonly feed: string; readonly records: number }
  | { readonly state: 'done'; readonly outcome: FeedOutcome };

/** What became of one feed. */
export interface FeedOutcome {
  readonly feed: string;
  readonly result: 'changed' | 'unchanged' | 'missing' | 'failed';
  /** Records it holds now. */
  readonly records: number;
  /** Records that were read for it this time. */
  readonly read: number;
  /** Records that were not used: how many, and the first of them. */
  readonly skipped: number;
  readonly warnings: readonly Warning[];
  readonly error?: ImgscanError;
}

const maxWarnings = 100;

/** In the order of the feeds. ABORTED ends it, and so does a store that cannot be written; what was put in place stays. */
export async function updateFeeds(options: UpdateOptions): Promise<readonly FeedOutcome[]> {
  const { directory, feeds, waitMs, signal, base, onProgress } = options;
  const onWait = (holder: string) => onProgress?.({ state: 'waiting', holder });
  return withStoreWriter(directory, { waitMs, signal, onWait }, async (writer) => {
    const outcomes: FeedOutcome[] = [];
    const shared = { inflater: createInflater(), scorer: createScorer() };
    try {
      for (const feed of feeds) {
        const outcome = await updateFeed(writer, feed, shared, options);
        outcomes.push(outcome);
        onProgress?.({ state: 'done', outcome });
      }
    } finally {
      await shared.inflater.close();
    }
    if (
      base !== undefined &&
      base !== writer.manifest().base &&
      outcomes.some(({ result }) => result !== 'failed')
    ) {
      writer.setBase(base);
    }
    return outcomes;
  });
}

async function updateFeed(
  writer: StoreWriter,
  name: string,
  shared: Pick<FeedContext, 'inflater' | 'scorer'>,
  options: UpdateOptions,
): Promise<FeedOutcome> {
  const { origin, isPublic, signal, isFull, onlyMissing, onProgress, now } = options;
  const feed = writer.manifest().feeds[name];
  const warnings: Warning[] = [];
  let skipped = 0;
  const outcomeOf = (
    result: FeedOutcome['result'],
    records: number,
    read = 0,
    error?: ImgscanError,
  ): FeedOutcome => {
    return {
      feed: name,
      result,
      records,
      read,
      skipped,
      warnings,
      ...(error === undefined ? {} : { error }),
    };
  };
  if (feed !== undefined && onlyMissing === true) return outcomeOf('unchanged', feed.records);
  const collection = feed === undefined || isFull === true ? undefined : openPrevious(writer, feed);
  try {
    const context: FeedContext = {
      origin,
      isPublic,
      segments: writer.segments,
      now,
      ...shared,
      ...(feed === undefined || collection === undefined ? {} : { previous: { feed, collection } }),
      signal,
      onRecords: (records) => onProgress?.({ state: 'fetching', feed: name, records }),
      onSkipped: (warning) => {
        skipped += 1;
        if (warnings.length < maxWarnings) warnings.push(warning);
      },
    };
    context.onRecords(0);
    const change = await feedOf(name)(context);
    const updated = now().toISOString();
    if (change === 'missing') return outcomeOf('missing', feed?.records ?? 0);
    if (change === 'unchanged') {
      if (feed !== undefined) writer.commit(name, { ...feed, updated });
      return outcomeOf('unchanged', feed?.records ?? 0);
    }
    const { built, isWhole, read } = change;
    const older = isWhole ? [] : (feed?.segments ?? []);
    writer.commit(name, {
      ...built.counts,
      updated,
      skipped: isWhole ? skipped : (feed?.skipped ?? 0) + skipped,
      origin: { ...change.origin, location: origin.location },
      segments: [...(built.segment === undefined ? [] : [built.segment]), ...older],
    });
    return outcomeOf('changed', built.counts.records, read);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ImgscanError)) throw error;
    return outcomeOf('failed', feed?.records ?? 0, 0, error);
  } finally {
    collection?.close();
  }
}

/** Undefined for one that is damaged: it is read whole again. */
function openPrevious(writer: StoreWriter, feed: Feed): Collection | undefined {
  try {
    return openCollection(writer.segments, feed.segments);
  } catch {
    return undefined;
  }
}
