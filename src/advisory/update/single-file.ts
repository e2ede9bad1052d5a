/** What feeds of a few files have in common: all files are read whole, when one of them changed. */

import type { Builder } from '../store/build.ts';
import { createBuilder } from '../store/build.ts';
import { createIntake, type FeedChange, type FeedContext, type Intake, type ReadFeed } from './feed.ts';
import type { Fetched, LocalFile, OriginPath, Validators } from './origin.ts';

/** Where a file of a feed is: at its publisher, and in a mirror. */
export interface FeedFile {
  readonly url: string;
  readonly path: OriginPath;
  /** True where the feed stands without it. */
  readonly isOptional?: boolean;
}

export interface OpenedFeedFile {
  /** Descriptor. */
  readonly file: number;
  readonly name: string;
  /** When it was made, as far as the origin says; ISO 8601. */
  readonly modified: string;
}

/** What reading found out: how new the content is, where its records do not say so themselves. */
export interface ReadResult {
  readonly newest?: string;
  /** CVEs or records. */
  readonly read: number;
}

export interface FileFeedOptions {
  readonly files: readonly FeedFile[];
  readonly wants: (ecosystem: string) => boolean;
  read(
    files: readonly OpenedFeedFile[],
    to: { readonly builder: Builder; readonly intake: Intake },
    context: FeedContext,
  ): Promise<ReadResult>;
}

/** A feed that is read whole. `unchanged` when none of its files changed, `missing` when one that it needs is not there. */
export function fileFeed({ files, wants, read }: FileFeedOptions): ReadFeed {
  return async (context) => {
    const opened: (LocalFile & OpenedFeedFile & { readonly key: string; readonly validators: Validators })[] =
      [];
    try {
      if (await areUnchanged(files, context)) return 'unchanged';
      for (const file of files) {
        const found = await open(file, undefined, context);
        if (found === 'unchanged') continue;
        if (found === 'missing' && file.isOptional === true) continue;
        if (found === 'missing') return 'missing';
        const modified = found.modified ?? context.now().toISOString();
        opened.push({ ...found, key: keyOf(file), name: nameOf(file, context), modified });
      }
      const builder = createBuilder({ directory: context.segments, wants });
      try {
        const { newest, read: count } = await read(
          opened,
          { builder, intake: createIntake(builder, context) },
          context,
        );
        return {
          built: builder.finish(newest),
          isWhole: true,
          read: count,
          origin: { files: Object.fromEntries(opened.map(({ key, validators }) => [key, validators])) },
        } satisfies FeedChange;
      } finally {
        builder.abandon();
      }
    } finally {
      for (const file of opened) await file.close();
    }
  };
}

/** Asks for each file that was there; what is not fetched again costs nothing. */
async function areUnchanged(files: readonly FeedFile[], context: FeedContext): Promise<boolean> {
  const state = context.previous?.feed.origin;
  if (state === undefined || state.location !== context.origin.location) return false;
  for (const file of files) {
    const known = state.files[keyOf(file)];
    if (known === undefined && file.isOptional === true) continue;
    if (known?.etag === undefined && known?.lastModified === undefined) return false;
    const found = await open(file, known, context);
    if (found === 'unchanged') continue;
    if (found !== 'missing') await found.close();
    return false;
  }
  return true;
}

function open(
  file: FeedFile,
  known: Validators | undefined,
  { origin, isPublic, signal }: FeedContext,
): Promise<Fetched<LocalFile>> {
  return origin.open(isPublic ? [file.url] : file.path, known, signal);
}

function keyOf({ path }: FeedFile): string {
  return path.join('/');
}

function nameOf(file: FeedFile, { origin, isPublic }: FeedContext): string {
  return isPublic ? file.url : `${keyOf(file)} of ${origin.location}`;
}
