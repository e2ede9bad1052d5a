/** Every feed there is: OSV's ecosystems as `osv/<ecosystem>`, and those with a name of their own. */
import { text } from 'node:stream/consumers';
import { ImgscanError } from '../../errors.ts';
import type { ReadFeed } from './feed.ts';
import type { Origin } from './origin.ts';
import { osvFeed } from './osv-feed.ts';

export const publicBase = 'https://osv-vulnerabilities.storage.googleapis.com';

const ecosystemShape = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}$/;

const ownFeeds: ReadonlyMap<string, ReadFeed> = new Map<string, ReadFeed>([]);

/** Small, and of use to every image: they are brought along with any other. */
export const companionFeeds: readonly string[] = ['epss', 'kev'].filter((name) => ownFeeds.has(name));

/** The name of a feed as people write it: `Debian` is `osv/Debian`. */
export function feedName(written: string): string {
  return ownFeeds.has(written) || written.startsWith('osv/') ? written : `osv/${written}`;
}

/** USAGE for a name that is no feed's. */
export function feedOf(name: string): ReadFeed {
  const own = ownFeeds.get(name);
  if (own !== undefined) return own;
  const ecosystem = /^osv\/(.*)$/.exec(name)?.[1];
  if (ecosystem !== undefined && ecosystemShape.test(ecosystem)) return osvFeed(ecosystem);
  throw new ImgscanError('USAGE', `there is no feed ${JSON.stringify(name.slice(0, 100))}`, {
    hint: `Feeds are ${[...ownFeeds.keys()].join(', ')} and the ecosystems of OSV: Debian, npm, PyPI ...`,
  });
}

const maxListLength = 100_000;

/** Every ecosystem that an origin lists, suffixes left out. USAGE where it has no list. */
export async function listEcosystems(origin: Origin, signal?: AbortSignal): Promise<readonly string[]> {
  const found = await origin.stream(['ecosystems.txt'], undefined, signal);
  if (found === 'missing' || found === 'unchanged') {
    throw new ImgscanError('USAGE', `${origin.location} has no ecosystems.txt, which lists what there is`, {
      hint: 'Name the ecosystems: imgscan db update Debian npm',
    });
  }
  const lines = (await text(found.chunks)).slice(0, maxListLength).split('\n');
  const names = lines.map((line) => line.trim().split(':', 1)[0] ?? '');
  return [...new Set(names.filter((name) => ecosystemShape.test(name)))].sort();
}
