/** How far the advisories themselves can be trusted: what they are, how old, and what of them could not be had. */
import type { FeedStatus } from '../model/advisory.ts';
import type { Warning } from '../model/layer.ts';
import type { CoverageReason } from '../model/report.ts';

/** After so many days without news a feed hides what was found since. */
const staleAfterDays = 30;

export interface FeedCoverageInput {
  readonly feed: FeedStatus;
  /** Date of the scan, ISO `2026-11-23`. */
  readonly today: string;
  /** After so many days without an update the store counts as out of date; default 7. */
  readonly maxAgeDays?: number;
  /** Ecosystems of the packages, with suffix. */
  readonly ecosystems: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Pure. FEED_BASELINE comes alone where nothing else is wrong. */
export function feedReasons(input: FeedCoverageInput): readonly CoverageReason[] {
  const { feed, warnings } = input;
  if (feed.records === 0) return [{ code: 'FEED_EMPTY', message: 'The advisory feed is empty.' }];
  const lost = warnings.filter(({ code }) => code === 'FEED_UNAVAILABLE').map(({ message }) => message);
  return [
    ...baselineReasons(input),
    ...staleReasons(input),
    ...lost.map((message): CoverageReason => ({ code: 'FEED_UNAVAILABLE', message })),
    ...(feed.problems ?? []).map((problem): CoverageReason => {
      const message = `The advisory store is damaged, run imgscan db update --full: ${problem}`;
      return { code: 'FEED_DAMAGED', message };
    }),
  ];
}

const remedy = 'imgscan db update loads all.';

function baselineReasons({ feed, ecosystems }: FeedCoverageInput): readonly CoverageReason[] {
  if (feed.baseline) {
    const message = `Matched against the bundled baseline only: ${feed.records} high-impact advisories. Others are not reported; ${remedy}`;
    return [{ code: 'FEED_BASELINE', message }];
  }
  const thin = new Set(feed.baselineEcosystems ?? []);
  const asked = [...new Set(ecosystems.filter((ecosystem) => thin.has(ecosystem)))].sort();
  if (asked.length === 0) return [];
  const message = `Matched against the bundled baseline only, high-impact advisories: ${asked.join(', ')}. Others are not reported; ${remedy}`;
  return [{ code: 'FEED_BASELINE', message }];
}

/** By when the store was last compared with where it comes from, and by what is newest in it. */
function staleReasons({
  feed,
  today,
  maxAgeDays = 7,
  ecosystems,
}: FeedCoverageInput): readonly CoverageReason[] {
  const reasons: CoverageReason[] = [];
  const names = new Set(ecosystems.map((ecosystem) => `osv/${ecosystem.split(':', 1)[0] ?? ''}`));
  for (const { name, updated } of feed.sources ?? []) {
    const age = daysBetween(updated, today);
    if (!names.has(name) || (age !== undefined && age <= maxAgeDays)) continue;
    const message = `${name} was last updated ${age ?? 'an unknown number of'} days ago; more than ${maxAgeDays} hides what was found since. Run imgscan db update.`;
    reasons.push({ code: 'FEED_STALE', message });
  }
  const ageDays = feed.newest === undefined ? undefined : daysBetween(feed.newest, today);
  if (ageDays === undefined || ageDays > staleAfterDays) {
    const age = ageDays === undefined ? 'undated' : `${ageDays} days old`;
    const message = `The newest advisory of the feed is ${age}; more than ${staleAfterDays} days hides what was found since.`;
    reasons.push({ code: 'FEED_STALE', message });
  }
  return reasons;
}

/** Whole days from a time to a date, never negative; undefined when either is no date. */
export function daysBetween(from: string, today: string): number | undefined {
  const days = Math.floor((Date.parse(today) - Date.parse(from.slice(0, 10))) / 86_400_000);
  return Number.isNaN(days) ? undefined : Math.max(0, days);
}
