/** Every feed there is: OSV's ecosystems as `osv/<ecosystem>`, and those with a name of their own. */
import { text } from 'node:stream/consumers';
import { ImgscanError } from '../../errors.ts';
import { ecosystemName } from '../name.ts';
import { debianTracker } from './debian-tracker.ts';
import { epss } from './epss.ts';
import type { ReadFeed } from './feed.ts';
import { kev } from './kev.ts';
import type { Origin } from './origin.ts';
import { osvFeed, zipFile } from './osv-feed.ts';
import { alpineSecdb, chainguardSecdb, wolfiSecdb } from './secdb.ts';

export const publicBase = 'https://osv-vulnerabilities.storage.googleapis.com';

const ecosystemShape = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}$/;

const ownFeeds: ReadonlyMap<string, ReadFeed> = new Map<string, ReadFeed>([
  ['chainguard-secdb', chainguardSecdb],
  ['debian-tracker', debianTracker],
  ['epss', epss],
  ['kev', kev],
  ['wolfi-secdb', wolfiSecdb],
]);

/** Small, and of use to every image: they are brought along with any other. */
export const companionFeeds: readonly string[] = ['epss', 'kev'];

/** The name of a feed as people write it: `Debian` is `osv/Debian`. */
export function feedName(written: string): string {
  return ownFeeds.has(written) || /^(?:osv|alpine-secdb)\//.test(written) ? written : `osv/${written}`;
}

/** USAGE for a name that is no feed's. */
export function feedOf(name: string): ReadFeed {
  const own = ownFeeds.get(name);
  if (own !== undefined) return own;
  const branch = /^alpine-secdb\/(v\d{1,3}\.\d{1,3}|edge)$/.exec(name)?.[1];
  if (branch !== undefined) return alpineSecdb(branch);
  const ecosystem = /^osv\/(.*)$/.exec(name)?.[1];
  if (ecosystem !== undefined && ecosystemShape.test(ecosystem)) return osvFeed(ecosystem);
  throw new ImgscanError('USAGE', `there is no feed ${JSON.stringify(name.slice(0, 100))}`, {
    hint: `Feeds are ${[...ownFeeds.keys()].join(', ')}, alpine-secdb/v3.20 and the ecosystems of OSV: Debian, npm, PyPI ...`,
  });
}

const maxListLength = 100_000;

/**
 * Every ecosystem that an origin lists, suffixes left out; of a directory without a list, its folders. USAGE where there
 * is neither. https://google.github.io/osv.dev/data/#data-dumps
 */
export async function listEcosystems(origin: Origin, signal?: AbortSignal): Promise<readonly string[]> {
  const found = await origin.stream(['ecosystems.txt'], undefined, signal);
  const isListed = found !== 'missing' && found !== 'unchanged';
  const lines = isListed
    ? (await text(found.chunks)).slice(0, maxListLength).split('\n')
    : (origin.foldersWith?.(zipFile) ?? []);
  const names = lines.map((line) => ecosystemName(line.trim())).filter((name) => ecosystemShape.test(name));
  if (isListed || names.length > 0) return [...new Set(names)].sort();
  throw new ImgscanError('USAGE', `${origin.location} has no ecosystems.txt, which lists what there is`, {
    hint: 'Name the ecosystems: imgscan db update Debian npm',
  });
}
