/** A finding, what it was concluded from, and a suggestion that would end it. */
import type { DistroVerdict } from './advisory.ts';
import type { VexVerdict } from './exception.ts';
import type { PackageType } from './package.ts';
import type { FinalImage } from './rewrite.ts';

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];

export type FindingKind = 'vulnerability' | 'image' | 'dockerfile' | 'secret' | 'waste';

/** Where a finding is; as much of it as is known. */
export interface Location {
  /** Dockerfile, as the user named it. */
  readonly file?: string;
  /** Path in the image, without leading slash. */
  readonly path?: string;
  /** Index into image.layers. */
  readonly layer?: number;
  /** Index into image.instructions. */
  readonly instruction?: number;
  /** 1-based; columns count Unicode code points. */
  readonly line?: number;
  readonly column?: number;
  /** Where it ends, the column exclusive. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** A stretch of a file that is replaced; equal ends insert. Places are as in `Location`. */
export interface TextEdit {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** A change of the finding's file that ends it. */
export interface FindingChange {
  /** Imperative, without a full stop. */
  readonly title: string;
  /** `review` asks for a person's look before it is applied. */
  readonly safety: 'safe' | 'review';
  /** They do not overlap; all of them or none. */
  readonly edits: readonly TextEdit[];
}

/** Lines of the file that a finding is in, secrets masked. */
export interface Excerpt {
  /** Of the first one. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** One fact a person can check: `label` says what it is, `value` what was seen, `location` where. */
export interface EvidenceItem {
  readonly label: string;
  readonly value: string;
  readonly location?: Location;
}

export interface FindingPackage {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** Who built it, where that was not the distribution: `NodeSource`. */
  readonly builtBy?: string;
}

export interface FindingAdvisory {
  readonly id: string;
  /** All other ids of the same trouble, sorted. */
  readonly aliases: readonly string[];
  /** The lowest version without it that the advisory names for this package; absent when there is none yet. */
  readonly fixedVersion?: string;
  /** `CVSS:3.1/...` */
  readonly cvss?: string;
  readonly score?: number;
  /** On CISA's list of known exploited vulnerabilities, or an advisory says so itself. */
  readonly knownExploited?: boolean;
  /** On that list as used by ransomware. */
  readonly ransomware?: boolean;
  /** FIRST's estimate that it is exploited in the next 30 days, 0 to 1; the highest of its CVEs. */
  readonly epss?: number;
  /** Share of all CVEs with at most that, 0 to 1. */
  readonly epssPercentile?: number;
  /** What the distribution says of it beside the versions, and its own words for that. */
  readonly verdict?: DistroVerdict;
  readonly verdictReason?: string;
  readonly url: string;
}

/**
 * What ends a vulnerability: `rebuild` on today's base and packages, `bump-tag` to a newer release of the base,
 * `change-line` of one's own, or `none-yet`.
 */
export type RemedyAction = 'rebuild' | 'bump-tag' | 'change-line' | 'none-yet';

export interface Remedy {
  readonly action: RemedyAction;
  /** What to do, one sentence; the same for all findings that the same step ends. */
  readonly text: string;
  /** The lowest version of the package without this and every other vulnerability found that has a fix. */
  readonly version?: string;
  /** The base to build on, where one is known: `debian:13-slim`. */
  readonly base?: string;
}

export interface Finding {
  /** Rule id or advisory id. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** One line without a full stop. */
  readonly title: string;
  /** What was found here and why it matters; whole sentences. */
  readonly message: string;
  readonly location: Location;
  /** At most a hundred; `evidenceTotal` counts them all. */
  readonly evidence: readonly EvidenceItem[];
  readonly evidenceTotal: number;
  /** Ids under which other tools know the rule: `CIS-DI-0001`, `DL3002`. */
  readonly aliases: readonly string[];
  readonly package?: FindingPackage;
  readonly advisory?: FindingAdvisory;
  /** What to do, one sentence. */
  readonly fix?: string;
  /** Dockerfile findings: how imgscan can do it by itself. */
  readonly change?: FindingChange;
  readonly excerpt?: Excerpt;
  /** True when the base image brought it. */
  readonly inBase?: boolean;
  /** Vulnerabilities only. */
  readonly remedy?: Remedy;
  /** What VEX says of it, where that leaves it standing: affected, or under investigation. */
  readonly vex?: VexVerdict;
  /** What the fix would save, bytes of tar. */
  readonly savedBytes?: number;
}

/** One change of a rewrite and why. */
export interface SuggestionChange {
  readonly what: string;
  readonly why: string;
}

/** A way to a better image. */
export interface Suggestion {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  /** The Dockerfile that it is for, where Dockerfiles were reviewed. */
  readonly file?: string;
  /** Ids of the findings that it ends. */
  readonly findingIds: readonly string[];
  /** A complete Dockerfile. */
  readonly dockerfile?: string;
  readonly changes: readonly SuggestionChange[];
  /** What could not be known and was assumed: to be checked before use. */
  readonly assumptions: readonly string[];
  /** Estimated bytes of tar that the image shrinks by. */
  readonly savedBytes?: number;
  /** What the Dockerfile's last stage makes; absent where a line is added to the given one. */
  readonly final?: FinalImage;
  readonly confidence: 'high' | 'medium' | 'low';
}
