/** What tells builds of one rpm apart that an advisory may mean: module streams, and epochs that are written nowhere. */
import type { Advisory, RangeEvent } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';

/**
 * Module streams of rpm distributions have builds of their own, marked in the release, and an advisory is about either
 * those or the ordinary ones. Which stream it means, its summary says: `Important: nodejs:18 security update`.
 */
export function isOtherBuild(pkg: Package, advisory: Advisory, fixed: string | undefined): boolean {
  if (pkg.type !== 'rpm' || fixed === undefined) return false;
  const isModular = pkg.modularity !== undefined || pkg.version.includes('.module');
  if (fixed.includes('.module') !== isModular) return true;
  const own = pkg.modularity?.split(':', 2).join(':');
  const streams: readonly string[] = isModular
    ? (advisory.summary.match(/(?<![\w+.-])[\w+.-]+:[\w+.-]+/g) ?? [])
    : [];
  return own !== undefined && streams.length > 0 && !streams.includes(own);
}

/** The advisory as it counts for a version that lacks its epoch. */
export function withoutEpochs(advisory: Advisory): Advisory {
  const strip = (version: string) => version.replace(/^\d+:/, '');
  return {
    ...advisory,
    ranges: advisory.ranges.map((range) => ({
      ...range,
      events: range.events.map((event): RangeEvent => {
        if ('introduced' in event) return { introduced: strip(event.introduced) };
        if ('fixed' in event) return { fixed: strip(event.fixed) };
        if ('lastAffected' in event) return { lastAffected: strip(event.lastAffected) };
        return { limit: strip(event.limit) };
      }),
    })),
    versions: advisory.versions.map(strip),
  };
}
