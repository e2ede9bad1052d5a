/** The contract of an image rule: metadata that documents it, and one pure check. */
import type { Catalog } from '../model/catalog.ts';
import type { EvidenceItem, FindingKind, Location, Severity } from '../model/finding.ts';
import type { Footprint } from '../model/footprint.ts';
import type { ImageConfig, Platform, Reference } from '../model/image.ts';
import type { FoundProgram } from './find-programs.ts';

/** Everything a rule may look at. */
export interface ImageSubject {
  readonly reference?: Reference;
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly footprint: Footprint;
  /** Shells, package managers, compilers and the like: `findPrograms` of the footprint. */
  readonly programs: readonly FoundProgram[];
  readonly catalog: Catalog;
  /** Date of the scan, ISO `2026-11-23`: rules have no clock. */
  readonly today: string;
}

/** One occurrence of what a rule looks for. */
export interface Problem {
  /** What was found here and why it matters; whole sentences that name the subject. */
  readonly message: string;
  readonly location: Location;
  /** Everything that was seen; the finding keeps the first hundred. */
  readonly evidence: readonly EvidenceItem[];
  /** Overrides the rule's. */
  readonly severity?: Severity;
  readonly title?: string;
  readonly fix?: string;
  readonly inBase?: boolean;
  readonly savedBytes?: number;
}

export interface ImageRule {
  /** Kebab-case and stable: `root-user`. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** One line without a full stop. */
  readonly title: string;
  /** Why it matters, for the documentation; whole sentences. */
  readonly why: string;
  /** What to do, one sentence. */
  readonly fix: string;
  /** Ids of the same check in other tools: `CIS-DI-0001`, `DL3002`, `DS-0002`. */
  readonly aliases: readonly string[];
  /** Yields one problem per thing to fix, not per file: ten setuid files are one problem with ten evidence items. */
  check(subject: ImageSubject): Iterable<Problem>;
}
