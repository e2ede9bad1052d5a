/** An advisory as the store holds it: an OSV record reduced to what matching and reporting need. */
import type { Severity } from './finding.ts';

/** One event of an OSV range, in the order of the record. https://ossf.github.io/osv-schema/#affectedrangesevents-fields */
export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string }
  | { readonly limit: string };

export interface AffectedRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  readonly events: readonly RangeEvent[];
}

/** What one advisory says of one package of one ecosystem. */
export interface Advisory {
  readonly id: string;
  /** Names of the same trouble: OSV `aliases` and `upstream` (CVE ids among them), sorted. */
  readonly aliases: readonly string[];
  /** OSV ecosystem with its suffix: `Debian:12`, `npm`. */
  readonly ecosystem: string;
  /** Package name in the ecosystem's own spelling; for distros the source package's. */
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  /** Exact versions affected, beside the ranges. */
  readonly versions: readonly string[];
  readonly severity: Severity;
  readonly cvss?: string;
  readonly score?: number;
  readonly knownExploited?: boolean;
  readonly summary: string;
  readonly url: string;
  readonly modified: string;
}

/** What a feed holds, so that a report can say what it was matched against. */
export interface FeedStatus {
  readonly records: number;
  /** Newest `modified`, ISO 8601. */
  readonly newest?: string;
  /** Record count by ecosystem with suffix: `Debian:12`. */
  readonly ecosystems: Readonly<Record<string, number>>;
  /** True when it is only the feed that comes with imgscan: high-impact advisories, not all there are. */
  readonly baseline: boolean;
}

/** Where advisories come from. Synchronous: a store opens what it needs first. */
export interface AdvisoryStore {
  /** All advisories of a package in an ecosystem (`Debian:12`, `npm`), in a stable order. */
  lookup(ecosystem: string, name: string): readonly Advisory[];
  status(): FeedStatus;
}
