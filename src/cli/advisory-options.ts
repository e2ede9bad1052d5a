/** The options about advisories: where the store is, and whether what is missing of it may be fetched. */
import type { Command } from 'commander';
import { type Advisories, openAdvisories } from '../advisory/advisories.ts';
import { ImgscanError } from '../errors.ts';
import { storeDirectory } from './directories.ts';

/** The options as commander hands them over. */
export interface StoreFlags {
  readonly db?: string;
}

export interface AdvisoryFlags extends StoreFlags {
  readonly offline?: boolean;
  readonly maxDbAge?: string;
  readonly caFile?: string;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

export function addStoreOption(command: Command): Command {
  return command.option('--db <directory>', 'the advisory store, as imgscan db update made it');
}

export function addAdvisoryOptions(command: Command): Command {
  return addStoreOption(command)
    .option('--offline', 'fetch no advisories: match against what is there')
    .option(
      '--max-db-age <days>',
      'advisories that were updated longer ago make the report incomplete (default: 7)',
    );
}

export function directoryOf({ db }: StoreFlags): string {
  return db ?? storeDirectory();
}

/** What scans match against; feeds that they miss are fetched from where the store's others came from. */
export async function openScanAdvisories(flags: AdvisoryFlags): Promise<Advisories> {
  const directory = directoryOf(flags);
  if (flags.offline === true) return openAdvisories({ directory });
  return openAdvisories({
    directory,
    load: async (feeds, base, signal) => {
      const { loadFeeds } = await import('./load-feeds.ts');
      return loadFeeds({ directory, feeds, base, flags, signal });
    },
  });
}

/** USAGE for what is no number of days. */
export function parseMaxAge({ maxDbAge }: AdvisoryFlags): number | undefined {
  if (maxDbAge === undefined) return undefined;
  if (/^\d{1,5}$/.test(maxDbAge)) return Number(maxDbAge);
  throw new ImgscanError('USAGE', `--max-db-age ${JSON.stringify(maxDbAge)}: expected a number of days`);
}
