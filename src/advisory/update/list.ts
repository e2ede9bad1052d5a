/** Every feed there is: OSV's ecosystems as `osv/<ecosystem>`, and those with a name of their own. */
import { ImgscanError } from '../../errors.ts';
import type { ReadFeed } from './feed.ts';
import { osvFeed } from './osv-feed.ts';

export const publicBase = 'https://osv-vulnerabilities.storage.googleapis.com';

const ecosystemShape = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}$/;

const ownFeeds: Readonly<Record<string, ReadFeed>> = {};

/** USAGE for a name that is no feed's. */
export function feedOf(name: string): ReadFeed {
  const own = Object.hasOwn(ownFeeds, name) ? ownFeeds[name] : undefined;
  if (own !== undefined) return own;
  const ecosystem = /^osv\/(.*)$/.exec(name)?.[1];
  if (ecosystem !== undefined && ecosystemShape.test(ecosystem)) return osvFeed(ecosystem);
  throw new ImgscanError('USAGE', `there is no feed ${JSON.stringify(name.slice(0, 100))}`, {
    hint: `Feeds are ${Object.keys(ownFeeds).join(', ')} and the ecosystems of OSV: Debian, npm, PyPI ...`,
  });
}
