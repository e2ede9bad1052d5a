/** Fetches the advisories that an image needs and the store does not have, so that the first scan of a kind brings them. */
import { openOrigin } from '../advisory/update/open-origin.ts';
import { updateFeeds } from '../advisory/update/update.ts';
import type { AdvisoryFlags } from './advisory-options.ts';
import { spoolDirectory } from './directories.ts';
import { createFeedProgress } from './feed-progress.ts';

export interface LoadRequest {
  readonly directory: string;
  readonly feeds: readonly string[];
  readonly base: string;
  readonly flags: AdvisoryFlags;
  readonly signal: AbortSignal | undefined;
}

/** A scan waits no longer than this for another process that fetches. */
const waitMs = 60_000;
/** Nor for a mirror that cannot be reached. */
const connectMs = 5_000;

/** Says of each feed that could not be had why; fails by the signal alone. */
export async function loadFeeds({
  directory,
  feeds,
  base,
  flags,
  signal,
}: LoadRequest): Promise<readonly string[]> {
  const progress = createFeedProgress(flags, process.stderr);
  try {
    const { origin, isPublic } = await openOrigin(base, {
      environment: process.env,
      spoolDirectory: spoolDirectory(),
      connectMs,
      retries: false,
      ...(flags.caFile === undefined ? {} : { caFile: flags.caFile }),
    });
    try {
      const outcomes = await updateFeeds({
        directory,
        feeds,
        origin,
        isPublic,
        onlyMissing: true,
        waitMs,
        now: () => new Date(),
        signal,
        onProgress: progress.onProgress,
      });
      return outcomes.flatMap(({ feed, result, error }) => {
        if (result === 'missing') return [`There are no advisories ${feed} at ${origin.location}.`];
        return error === undefined ? [] : [`Advisories ${feed} could not be fetched: ${error.message}.`];
      });
    } finally {
      await origin.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return [`Advisories ${feeds.join(', ')} could not be fetched: ${message}.`];
  } finally {
    progress.done();
  }
}
