/**
 * OSV's own evaluation once more, straight from the pseudo-code of its specification, on raw records and on ranks that
 * the real tools gave: what matching is compared with. https://ossf.github.io/osv-schema/#evaluation
 */

export interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
  readonly limit?: string;
}

export interface OsvRange {
  readonly type: string;
  readonly events: readonly OsvEvent[];
}

export interface OsvAffected {
  readonly package: { readonly ecosystem: string; readonly name: string };
  readonly ranges?: readonly OsvRange[];
  readonly versions?: readonly string[];
}

export interface OsvRecord {
  readonly id: string;
  readonly withdrawn?: string;
  readonly affected: readonly OsvAffected[];
}

/** Place of a version among all versions of its package; `0` introduced is before the first. */
export type RankOf = (version: string) => number;

/** Tells of the entry's package whether a version is affected. */
export function referenceOf(affected: OsvAffected, rankOf: RankOf): (version: string) => boolean {
  const listed = new Set(affected.versions?.map(rankOf));
  const ranges = (affected.ranges ?? [])
    .filter(({ type }) => type !== 'GIT')
    .map(({ events }) => sorted(events, rankOf));
  return (version) => {
    const v = rankOf(version);
    return listed.has(v) || ranges.some((events) => includedInRange(v, events));
  };
}

function includedInRange(v: number, events: readonly RankedEvent[]): boolean {
  if (!beforeLimits(v, events)) return false;
  let vulnerable = false;
  for (const event of events) {
    if (event.introduced !== undefined && v >= event.introduced) vulnerable = true;
    else if (event.fixed !== undefined && v >= event.fixed) vulnerable = false;
    else if (event.lastAffected !== undefined && v > event.lastAffected) vulnerable = false;
  }
  return vulnerable;
}

function beforeLimits(v: number, events: readonly RankedEvent[]): boolean {
  const limits = events.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  return limits.length === 0 || limits.some((limit) => v < limit);
}

/** One of the four, as a rank. */
interface RankedEvent {
  readonly introduced?: number;
  readonly fixed?: number;
  readonly lastAffected?: number;
  readonly limit?: number;
}

function sorted(events: readonly OsvEvent[], rankOf: RankOf): readonly RankedEvent[] {
  const rank = ({ introduced = -1, fixed, lastAffected, limit }: RankedEvent): number =>
    fixed ?? lastAffected ?? limit ?? introduced;
  return events
    .map(({ introduced, fixed, last_affected, limit }): RankedEvent => {
      if (introduced !== undefined) return { introduced: introduced === '0' ? -1 : rankOf(introduced) };
      if (fixed !== undefined) return { fixed: rankOf(fixed) };
      if (last_affected !== undefined) return { lastAffected: rankOf(last_affected) };
      return { limit: limit === '*' ? Number.POSITIVE_INFINITY : rankOf(limit ?? '') };
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** Versions that the ranges name, each once; not the `0` and `*` that stand for no version. */
export function boundsOf({ ranges = [] }: OsvAffected): readonly string[] {
  const events = ranges.filter(({ type }) => type !== 'GIT').flatMap((range) => range.events);
  const texts = events.map(({ introduced, fixed, last_affected, limit }) => {
    if (introduced === '0' || limit === '*') return '';
    return introduced ?? fixed ?? last_affected ?? limit ?? '';
  });
  return [...new Set(texts)].filter((text) => text !== '');
}
