/** What a feed is: where it lies, and how its files become records of the store. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import type { Warning } from '../../model/layer.ts';
import { decodeOsv } from '../osv.ts';
import type { Scorer } from '../severity.ts';
import type { Builder, Built } from '../store/build.ts';
import type { Original } from '../store/codec.ts';
import type { Collection } from '../store/collection.ts';
import type { Feed } from '../store/manifest.ts';
import type { Inflater } from './inflater.ts';
import type { Origin } from './origin.ts';

export interface FeedContext {
  readonly origin: Origin;
  /** True where the origin is the public one, so that each feed comes from its own publisher. */
  readonly isPublic: boolean;
  /** Where segments are built. */
  readonly segments: string;
  /** What the store has of it already; absent when it is to be read whole. */
  readonly previous?: { readonly feed: Feed; readonly collection: Collection };
  readonly now: () => Date;
  readonly inflater: Inflater;
  readonly scorer: Scorer;
  readonly signal?: AbortSignal | undefined;
  /** Records read so far. */
  readonly onRecords: (count: number) => void;
  /** A record that is not used, named. */
  readonly onSkipped: (warning: Warning) => void;
}

/** `built.segment` goes on top of the previous ones, or in their place where `isWhole`. */
export interface FeedChange {
  readonly built: Built;
  readonly isWhole: boolean;
  /** Records or CVEs that were read. */
  readonly read: number;
  readonly origin: Omit<Feed['origin'], 'location'>;
}

/** Resolves to what there is now. Throws what fetching throws, and ADVISORY_INVALID for a file that is no feed. */
export type ReadFeed = (context: FeedContext) => Promise<FeedChange | 'unchanged' | 'missing'>;

/** Puts records into a feed that is being built; lets signals and drawing in between them. */
export interface Intake {
  readonly count: number;
  /** JSON text and the form it is kept in; `name` is what a record without an id is called. */
  text(content: Buffer, original: Original, name: string): void;
  /** A record that was made of another format; `part`: which of several under one id. */
  record(value: unknown, part: string): void;
  /** To be awaited after each record, where there is something to await. */
  pause(): Promise<void> | undefined;
}

const pauseEvery = 256;

export function createIntake(
  builder: Builder,
  { scorer, signal, onRecords, onSkipped }: FeedContext,
): Intake {
  let count = 0;
  const put = (value: unknown, original: Original, name: string, part?: string): void => {
    count += 1;
    const decoded = decodeOsv(value, name, scorer);
    for (const warning of decoded.warnings) onSkipped(warning);
    builder.put(decoded, original, part);
  };
  return {
    get count() {
      return count;
    },
    text(content, original, name) {
      const value = parseJson(content);
      if (value === undefined) {
        count += 1;
        onSkipped({ code: 'ADVISORY_INVALID', message: `Advisory ${name} is not used: it is no JSON` });
      } else put(value, original, name);
    },
    record(value, part) {
      const bytes = deflateRawSync(JSON.stringify(value), { level: 1 });
      put(value, { bytes, isDeflated: true }, part, part);
    },
    pause() {
      if (count % pauseEvery !== 0) return undefined;
      onRecords(count);
      signal?.throwIfAborted();
      return yieldToOthers();
    },
  };
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}
