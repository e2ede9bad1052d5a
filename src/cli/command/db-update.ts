/** `imgscan db update`: brings the store's advisories up to date, or new ecosystems into it. */
import { readManifest } from '../../advisory/store/manifest.ts';
import { companionFeeds, feedName, feedOf, listEcosystems, publicBase } from '../../advisory/update/list.ts';
import { openOrigin } from '../../advisory/update/open-origin.ts';
import type { Origin } from '../../advisory/update/origin.ts';
import { type FeedOutcome, updateFeeds } from '../../advisory/update/update.ts';
import { ImgscanError } from '../../errors.ts';
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
    const isAsked = ({ feed }: FeedOutcome) => asked.includes(feed);
    const good = outcomes.filter(({ result }) => result === 'changed' || result === 'unchanged');
    await writeStdout(good.map(describe).join(''));
    throwFailures(outcomes.filter(isAsked), origin);
    for (const outcome of outcomes) writeWarnings(outcome);
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

function describe({ feed, result, records, read }: FeedOutcome): string {
  const count = `${records.toLocaleString('en')} record${records === 1 ? '' : 's'}`;
  const said = result === 'changed' ? `${count}, ${read.toLocaleString('en')} read` : `${count}, nothing new`;
  return `${padEnd(escapeText(feed), 20)} ${said}\n`;
}

/** A companion that failed is one too; that a mirror does not have what nobody asked for is none. */
function writeWarnings({ feed, skipped, warnings, error }: FeedOutcome): void {
  const messages = warnings.slice(0, namedWarnings).map(({ message }) => message);
  const more = skipped - messages.length;
  if (more > 0) messages.push(`${more} more records of ${feed} are not used`);
  if (error !== undefined) messages.push(`${feed} could not be updated: ${error.message}`);
  for (const message of messages) process.stderr.write(`warning: ${escapeText(message)}\n`);
}

/** The first failure, with the names of the others; each feed has what it had. */
function throwFailures(outcomes: readonly FeedOutcome[], { location }: Origin): void {
  const missing = outcomes.filter(({ result }) => result === 'missing').map(({ feed }) => feed);
  const [first, ...others] = outcomes.filter(({ error }) => error !== undefined);
  if (first?.error !== undefined) {
    const { code, message, hint } = first.error;
    const more = [...others.map(({ feed }) => feed), ...missing];
    const also = more.length === 0 ? '' : `; likewise not updated: ${more.join(', ')}`;
    throw new ImgscanError(code, `${first.feed} was not updated: ${message}${also}`, {
      cause: first.error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  if (missing.length === 0) return;
  throw new ImgscanError('NOT_FOUND', `there is no ${missing.join(', ')} at ${location}`, {
    hint: 'Ecosystems are spelled as OSV does: Debian, Alpine, npm, PyPI, Go, Maven, crates.io ...',
  });
}
