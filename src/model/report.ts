/** The JSON report, version 1: keys are added freely and never renamed. */
import type { FeedSource } from './advisory.ts';
import type { SuppressedFinding } from './exception.ts';
import type { Finding, FindingKind, Severity, Suggestion } from './finding.ts';
import type {
  Account,
  Base,
  BillRow,
  DuplicateSet,
  Instruction,
  LayerFootprint,
  OperatingSystem,
  WastedFile,
} from './footprint.ts';
import type { Digest } from './image.ts';
import type { Warning } from './layer.ts';
import type { Package, SuppressedPackage } from './package.ts';

export interface ReportImage {
  /** As the user would write it again. */
  readonly reference: string;
  readonly digest?: Digest;
  /** `linux/amd64`, `linux/arm64/v8`. */
  readonly platform: string;
  readonly mediaType?: string;
  readonly created?: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workingDir: string;
  readonly exposedPorts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly os?: OperatingSystem & { readonly eol?: string };
  readonly layers: readonly LayerFootprint[];
  readonly instructions: readonly Instruction[];
}

/** A program in the image that a finding is about: a shell, a package manager. */
export interface ReportProgram {
  readonly path: string;
  readonly program: string;
  readonly layer: number;
}

export interface ReportFootprint {
  readonly totalBytes: number;
  readonly liveBytes: number;
  readonly wastedBytes: number;
  readonly efficiency: number;
  readonly compressedBytes?: number;
  readonly fileCount: number;
  readonly base: Base;
  readonly bill: readonly BillRow[];
  /** The largest hundred; `wastedBytes` counts all. */
  readonly wasted: readonly WastedFile[];
  /** The largest hundred. */
  readonly duplicates: readonly DuplicateSet[];
  readonly shells: readonly ReportProgram[];
  readonly packageManagers: readonly ReportProgram[];
  readonly users: {
    readonly runsAs: { readonly configured: string; readonly uid?: number; readonly isRoot: boolean };
    readonly accounts: readonly Account[];
  };
}

/** Why a report may not say all there is; each is a verdict, not a footnote. */
export interface CoverageReason {
  readonly code:
    | 'NO_PACKAGES'
    | 'UNKNOWN_DISTRO'
    | 'DISTRO_NOT_IN_FEED'
    | 'DISTRO_DERIVED'
    | 'OTHER_BUILDERS'
    | 'ECOSYSTEM_NOT_IN_FEED'
    | 'FEED_EMPTY'
    | 'FEED_STALE'
    | 'FEED_BASELINE'
    | 'FEED_UNAVAILABLE'
    | 'FEED_DAMAGED'
    | 'LAYER_UNREADABLE'
    | 'FILE_UNREADABLE'
    | 'RULE_FAILED'
    | 'BASE_UNKNOWN'
    | 'CONTEXT_UNKNOWN'
    | 'DOCKERFILE_UNREADABLE'
    | 'VERSION_UNREADABLE';
  readonly message: string;
}

export interface FeedCoverage {
  readonly records: number;
  /** Newest `modified` of its records, ISO 8601; absent when empty. */
  readonly newest?: string;
  /** Whole days between `newest` and the scan. */
  readonly ageDays?: number;
  /** What the store was built from, and when; absent for the bundled feed alone. */
  readonly sources?: readonly FeedSource[];
}

export interface Coverage {
  /** False when a reason stands that could hide findings. */
  readonly complete: boolean;
  readonly reasons: readonly CoverageReason[];
  readonly feed: FeedCoverage;
}

export interface Summary {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byKind: Readonly<Record<FindingKind, number>>;
}

/** The SBOM that was read in place of an image. */
export interface ReportSbom {
  /** As the user would write it again: `sbom:bom.cdx.json`. */
  readonly reference: string;
  /** `CycloneDX 1.6`, `SPDX-2.3`. */
  readonly format: string;
  /** What it is of, as it says itself. */
  readonly subject?: string;
  readonly os?: OperatingSystem;
}

/** Bytes of tar that will be added, as far as can be told before the build; without `most` there is no telling. */
export interface ByteRange {
  readonly least: number;
  readonly most?: number;
}

/** What a Dockerfile will make, told before it is built. */
export interface ReportDockerfile {
  /** As the user named it. */
  readonly file: string;
  /** Stage that is built, where it has a name. */
  readonly target?: string;
  /** What its first stage is built on, variables filled in; absent when that is not known. */
  readonly base?: {
    readonly name: string;
    readonly compressedBytes?: number;
    readonly tarBytes?: number;
    readonly layerCount?: number;
  };
  readonly stageCount: number;
  /** The container's user; `from` says who sets it, and `isRoot` is absent when that cannot be told. */
  readonly user: {
    readonly name?: string;
    readonly from: 'file' | 'base' | 'unknown';
    readonly isRoot?: boolean;
  };
  readonly exposedPorts: readonly string[];
  /** Layers that the file adds to its base's. */
  readonly addedLayers: number;
  /** The whole image; the base included where its size is known. */
  readonly bytes: ByteRange;
  /** The instructions that add most or cannot be told, in order. */
  readonly steps: readonly (ByteRange & { readonly line: number; readonly keyword: string })[];
}

export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'imgscan'; readonly version: string };
  /** Absent where an SBOM was read: it says nothing of layers and settings. */
  readonly image?: ReportImage;
  readonly sbom?: ReportSbom;
  readonly footprint?: ReportFootprint;
  /** Those that were reviewed, in order, in place of an image. */
  readonly dockerfiles?: readonly ReportDockerfile[];
  readonly packages: readonly Package[];
  /** Rows that say what another of `packages` says already, each with the reason; absent when there are none. */
  readonly suppressed?: readonly SuppressedPackage[];
  /** Worst first, then by id and location: a total order. */
  readonly findings: readonly Finding[];
  /** What VEX, an ignore file or an option takes out of `findings`, each with why; absent when there is none. */
  readonly suppressedFindings?: readonly SuppressedFinding[];
  readonly suggestions: readonly Suggestion[];
  readonly coverage: Coverage;
  readonly warnings: readonly Warning[];
  readonly summary: Summary;
}
