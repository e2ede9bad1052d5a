/** One ecosystem of the OSV data dumps: all of it as a zip, or record by record what changed. https://google.github.io/osv.dev/data/#data-dumps */
import { deflateRawSync } from 'node:zlib';
import { ImgscanError } from '../../errors.ts';
import { ecosystemName } from '../name.ts';
import { createBuilder } from '../store/build.ts';
import { type Changes, changesFile, readChanges } from './changes.ts';
import { createIntake, type FeedChange, type FeedContext, type Intake, type ReadFeed } from './feed.ts';
import { readWhole, type Validators } from './origin.ts';
import { readZip } from './zip.ts';

export const zipFile = 'all.zip';
const maxRecordBytes = 32 * 1024 * 1024;
const maxRecords = 10_000_000;
/** More changes than this part of the records are fetched as the whole zip, if they are more than a few. */
const maxChangedPart = 0.05;
const fewChanges = 200;
const requestsAtOnce = 16;
const largeFeed = 100_000;

export function osvFeed(ecosystem: string): ReadFeed {
  return async (context) => {
    const { previous, origin } = context;
    if (previous === undefined) return readAll(context, ecosystem, undefined);
    const limit = Math.max(fewChanges, previous.feed.records * maxChangedPart);
    const changes = await readChanges(context, ecosystem, limit);
    if (changes === 'unchanged') return 'unchanged';
    if (changes === 'too many') return readAll(context, ecosystem, undefined);
    if (changes !== 'missing') return readChanged(context, previous, ecosystem, changes);
    const { location, files } = previous.feed.origin;
    return readAll(context, ecosystem, location === origin.location ? files[zipFile] : undefined);
  };
}

async function readAll(
  context: FeedContext,
  ecosystem: string,
  known: Validators | undefined,
): Promise<FeedChange | 'unchanged' | 'missing'> {
  const { origin, signal, segments, inflater, onSkipped } = context;
  const found = await origin.open([ecosystem, zipFile], known, signal);
  if (found === 'unchanged' || found === 'missing') return found;
  const builder = createBuilder({ directory: segments, wants: wantsOf(ecosystem) });
  try {
    const intake = createIntake(builder, context);
    const limits = { maxEntryBytes: maxRecordBytes, maxEntries: maxRecords };
    const entries = readZip(found.file, `${ecosystem}/${zipFile} of ${origin.location}`, limits);
    for await (const batch of inflater.batches(entries)) {
      for (const entry of batch) {
        if (entry.name.endsWith('/')) continue;
        try {
          if (!/^[^/\\]+\.json$/.test(entry.name))
            throw new ImgscanError('ADVISORY_INVALID', 'no name of a record');
          const original = { bytes: entry.packed, isDeflated: entry.isDeflated };
          intake.text(entry.content(), original, entry.name.slice(0, 100));
        } catch (error) {
          onSkipped(skipped(entry.name, error));
        }
        const pause = intake.pause();
        if (pause !== undefined) await pause;
      }
    }
    // Sorting takes memory too.
    if (intake.count > largeFeed) await inflater.close();
    const built = builder.finish();
    const { newest, records } = built.counts;
    if (records === 0 && intake.count > 0) {
      throw new ImgscanError(
        'ADVISORY_INVALID',
        `${ecosystem}/${zipFile} of ${origin.location}: none of its ${intake.count} records is about ${ecosystem}`,
      );
    }
    return {
      built,
      isWhole: true,
      read: intake.count,
      origin: { files: { [zipFile]: found.validators }, ...(newest === undefined ? {} : { mark: newest }) },
    };
  } finally {
    builder.abandon();
    await found.close();
  }
}

async function readChanged(
  context: FeedContext,
  { feed, collection }: NonNullable<FeedContext['previous']>,
  ecosystem: string,
  { ids, mark, validators }: Changes,
): Promise<FeedChange> {
  const { segments } = context;
  const previous = { collection, counts: feed };
  const builder = createBuilder({ directory: segments, wants: wantsOf(ecosystem), previous });
  try {
    const intake = createIntake(builder, context);
    for (let at = 0; at < ids.length; at += requestsAtOnce) {
      const some = ids.slice(at, at + requestsAtOnce);
      const contents = await Promise.all(some.map((id) => fetchRecord(context, ecosystem, id)));
      for (const [index, content] of contents.entries()) {
        if (content === undefined) builder.remove(some[index] ?? '');
        else putFetched(intake, content, some[index] ?? '');
      }
      await intake.pause();
    }
    const files = { ...feed.origin.files, [changesFile]: validators };
    return {
      built: builder.finish(),
      isWhole: false,
      read: ids.length,
      origin: { files, ...(mark === undefined ? {} : { mark }) },
    };
  } finally {
    builder.abandon();
  }
}

/** Undefined where it is no longer there. */
async function fetchRecord(context: FeedContext, ecosystem: string, id: string): Promise<Buffer | undefined> {
  const { origin, signal } = context;
  const found = await origin.open([ecosystem, `${id}.json`], undefined, signal);
  if (found === 'missing' || found === 'unchanged') return undefined;
  try {
    return readWhole(found.file, maxRecordBytes, `${ecosystem}/${id}.json of ${origin.location}`);
  } finally {
    await found.close();
  }
}

function putFetched(intake: Intake, content: Buffer, id: string): void {
  intake.text(content, { bytes: deflateRawSync(content, { level: 6 }), isDeflated: true }, id);
}

function wantsOf(ecosystem: string): (name: string) => boolean {
  return (name) => ecosystemName(name) === ecosystem;
}

function skipped(name: string, error: unknown) {
  if (!(error instanceof ImgscanError)) throw error;
  const message = `Advisory ${name.slice(0, 100)} is not used: ${error.message}`;
  return { code: 'ADVISORY_INVALID', message } as const;
}
