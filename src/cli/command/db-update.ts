/** `imgscan db update`: brings the store's advisories up to date, or new ecosystems into it. */
import { readManifest } from '../../advisory/store/manifest.ts';
import { companionFeeds, feedName, feedOf, listEcosystems, publicBase } from '../../advisory/update/list.ts';
import { openOrigin } from '../../advisory/update/open-origin.ts';
import type { Origin } from '../../advisory/update/origin.ts';
import { type FeedOutcome, updateFeeds } from '../../advisory/update/update.ts';
import { ImgscanError } from '../../errors.ts';
import type { Warning } from '../../model/layer.ts';
import { escapeText, padEnd } from '../../report/text.ts';
import { directoryOf, type StoreFlags } from '../advisory-options.ts';
import { spoolDirectory } from '../directories.ts';
import { createFeedProgress } from '../feed-progress.ts';
import { writeStdout } from '../outputs.ts';

/** The command's options as commander hands them over. */
export interface UpdateFlags extends StoreFlags {
  readonly from?: string;
  readonly all?: boolean;
  readonly full?: boolean;
  readonly caFile?: string;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

/** Another update may take its time; this one goes on from there. */
const waitMs = 1_800_000;
const namedWarnings = 5;

/** Prints what became of each feed; throws the first failure once all are done. */
export async function updateCommand(
  names: readonly string[],
  flags: UpdateFlags,
  signal: AbortSignal,
): Promise<void> {
  const directory = directoryOf(flags);
  const known = readUsable(directory);
  const { origin, isPublic } = await openOrigin(flags.from ?? known.base ?? publicBase, {
    environment: process.env,
    spoolDirectory: spoolDirectory(),
    ...(flags.caFile === undefined ? {} : { caFile: flags.caFile }),
  });
  const progress = createFeedProgress(flags, process.stderr);
  try {
    const asked = await chooseFeeds(names, flags, known.feeds, origin, signal);
    const companions = companionFeeds.filter((name) => !asked.includes(name));
    const outcomes = await updateFeeds({
      directory,
      feeds: [...asked, ...companions],
      origin,
      isPublic,
      ...(origin.isMirror ? { base: origin.location } : {}),
      isFull: flags.full === true,
      waitMs,
      now: () => new Date(),
      signal,
      onProgress: progress.onProgress,
    });
    progress.done();
    // A mirror need not have what nobody asked for.
    const told = outcomes.filter(({ feed, result }) => result !== 'missing' || asked.includes(feed));
    await writeStdout(told.map(describe).join(''));
    for (const { skipped, warnings } of told) writeWarnings(skipped, warnings);
    throwFirst(told, origin);
  } finally {
    progress.done();
    await origin.close();
  }
}

async function chooseFeeds(
  names: readonly string[],
  flags: UpdateFlags,
  known: readonly string[],
  origin: Origin,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written = flags.all === true ? [...names, ...(await listEcosystems(origin, signal))] : names;
  const feeds = written.length > 0 ? written.map(feedName) : known;
  if (feeds.length === 0) {
    throw new ImgscanError('USAGE', 'the store is empty: expected the ecosystems to load', {
      hint: 'imgscan db update Debian npm loads two; --all loads every one there is.',
    });
  }
  for (const feed of feeds) feedOf(feed);
  return [...new Set(feeds)];
}

/** A store that cannot be read is begun anew by the update. */
function readUsable(directory: string): { readonly base?: string; readonly feeds: readonly string[] } {
  try {
    const manifest = readManifest(directory);
    const feeds = Object.keys(manifest?.feeds ?? {}).sort();
    return manifest?.base === undefined ? { feeds } : { base: manifest.base, feeds };
  } catch (error) {
    if (error instanceof ImgscanError && error.code === 'ADVISORY_INVALID') return { feeds: [] };
    throw error;
  }
}

function describe({ feed, result, records, read, error }: FeedOutcome): string {
  const count = `${records.toLocaleString('en')} record${records === 1 ? '' : 's'}`;
  const said = {
    changed: `${count}, ${read.toLocaleString('en')} read`,
    unchanged: `${count}, nothing new`,
    missing: 'not there',
    failed: `failed: ${error?.message ?? ''}${records > 0 ? `; what was there stays (${count})` : ''}`,
  }[result];
  return `${padEnd(escapeText(feed), 20)} ${escapeText(said)}\n`;
}

function writeWarnings(skipped: number, warnings: readonly Warning[]): void {
  for (const { message } of warnings.slice(0, namedWarnings))
    process.stderr.write(`warning: ${escapeText(message)}\n`);
  const more = skipped - Math.min(warnings.length, namedWarnings);
  if (more > 0) process.stderr.write(`warning: ${more} more records are not used\n`);
}

function throwFirst(outcomes: readonly FeedOutcome[], { location }: Origin): void {
  const failed = outcomes.find(({ result }) => result === 'failed')?.error;
  if (failed !== undefined) throw failed;
  const missing = outcomes.filter(({ result }) => result === 'missing').map(({ feed }) => feed);
  if (missing.length === 0) return;
  throw new ImgscanError('NOT_FOUND', `there is no ${missing.join(', ')} at ${location}`, {
    hint: 'Ecosystems are spelled as OSV does: Debian, Alpine, npm, PyPI, Go, Maven, crates.io ...',
  });
}
