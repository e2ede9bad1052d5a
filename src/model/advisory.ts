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

/** What a distribution says of a trouble in its package beside the range; `end-of-life`: of the package, not the release. */
export type DistroVerdict =
  | 'not-affected'
  | 'unimportant'
  | 'postponed'
  | 'will-not-fix'
  | 'end-of-life'
  | 'undetermined';

/** What one advisory says of one package of one ecosystem. */
export interface Advisory {
  readonly id: string;
  /** Names of the same trouble: OSV `aliases` and `upstream` (CVE ids among them), sorted. */
  readonly aliases: readonly string[];
  /** OSV `related`, sorted: for some distributions the only place that names the CVEs. Absent when there are none. */
  readonly related?: readonly string[];
  /** OSV ecosystem with its suffix: `Debian:12`, `npm`. */
  readonly ecosystem: string;
  /** Package name in the ecosystem's own spelling; for distros the source package's. */
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  /** Exact versions affected, beside the ranges. */
  readonly versions: readonly string[];
  readonly severity: Severity;
  readonly cvss?: string | undefined;
  readonly score?: number | undefined;
  readonly knownExploited?: boolean;
  readonly verdict?: DistroVerdict;
  /** The distribution's own words for the verdict: `Minor issue`. */
  readonly verdictReason?: string;
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
  /** Ecosystems that nothing but that feed speaks of, where there is a store beside it. */
  readonly baselineEcosystems?: readonly string[];
  /** What the store was built from, where it is not the bundled feed alone; sorted by name. */
  readonly sources?: readonly FeedSource[];
  /** What of the store could not be read while it was asked; each once. */
  readonly problems?: readonly string[];
}

/** One feed as it was last taken in: `osv/Debian`, `kev`. */
export interface FeedSource {
  readonly name: string;
  readonly records: number;
  /** When it was last compared with where it comes from, ISO 8601. */
  readonly updated: string;
  /** Newest `modified` of its records. */
  readonly newest?: string;
}

/** How far a trouble is used against people: CISA's list and FIRST's estimate for the next 30 days. */
export interface Exploitation {
  /** On CISA's list of known exploited vulnerabilities. */
  readonly known?: boolean;
  /** On that list as used by ransomware. */
  readonly ransomware?: boolean;
  /** Probability, 0 to 1, and the share of all CVEs with at most that. https://www.first.org/epss/ */
  readonly epss?: number;
  readonly epssPercentile?: number;
}

/** Where advisories come from. Synchronous: a store opens what it needs first. */
export interface AdvisoryStore {
  /** All advisories of a package in an ecosystem (`Debian:12`, `npm`), in a stable order. */
  lookup(ecosystem: string, name: string): readonly Advisory[];
  /** Of a CVE id; undefined where nothing is known. Absent in a store without such feeds. */
  exploitation?(cve: string): Exploitation | undefined;
  status(): FeedStatus;
}
