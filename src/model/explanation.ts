/** Why an advisory matched a package of an image, or did not: each comparison that was made. */
import type { DistroVerdict } from './advisory.ts';
import type { Severity } from './finding.ts';
import type { Package } from './package.ts';

/** The package's version compared with one event of a range. */
export interface ComparisonStep {
  readonly kind: 'introduced' | 'fixed' | 'lastAffected' | 'limit';
  /** The event's version; `0` of introduced is below every version, `*` of limit above. */
  readonly version: string;
  /** How the package's version stands to it; absent when the event's cannot be read. */
  readonly relation?: '<' | '=' | '>';
}

export interface ExplainedRange {
  /** Lowest version first; limits last. */
  readonly steps: readonly ComparisonStep[];
  readonly includes: boolean;
}

/** What one advisory says of one package. */
export interface ExplainedAdvisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly ecosystem: string;
  /** The name that it was found under: the source package's or the package's own. */
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly url: string;
  readonly modified: string;
  /** The version that was compared. */
  readonly version: string;
  /** How versions of the ecosystem are ordered; absent when imgscan cannot order them. */
  readonly scheme?: { readonly id: string; readonly spec: string };
  /** False when the package's version is none of the scheme's: then only equal texts match. */
  readonly isReadable: boolean;
  readonly ranges: readonly ExplainedRange[];
  /** How many exact versions it lists, and whether the package's is one of them. */
  readonly listedVersions: number;
  readonly isListed: boolean;
  readonly isAffected: boolean;
  readonly fixedVersion?: string;
  readonly verdict?: DistroVerdict;
  readonly verdictReason?: string;
}

export interface ExplainedPackage {
  readonly package: Package;
  /** What the advisories come to together; `told-once`: another row of the report stands for the package. */
  readonly outcome: 'affected' | 'not-affected' | 'dismissed' | 'told-once';
  /** Why it is dismissed or told once, where it is. */
  readonly reason?: string;
  /** At least one. */
  readonly advisories: readonly ExplainedAdvisory[];
}

export interface Explanation {
  /** As it was asked for. */
  readonly id: string;
  /** All names of the same trouble that the advisories tell, sorted. */
  readonly names: readonly string[];
  /** The packages that an advisory of that name knows, in the report's order. */
  readonly packages: readonly ExplainedPackage[];
  /** Where advisories were looked for, with how many there are. */
  readonly searched: readonly { readonly ecosystem: string; readonly records: number }[];
}
