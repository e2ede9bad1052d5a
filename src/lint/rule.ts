/** The contract of a Dockerfile rule: metadata that documents it, and one pure check. */
import type { Range } from '../dockerfile/syntax.ts';
import type { EvidenceItem, FindingKind, Severity } from '../model/finding.ts';
import type { LintSubject } from './subject.ts';

/** Replaces what stands at `range`, offsets into the Dockerfile's text; an empty range inserts. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** A change that ends one problem. */
export interface Fix {
  /** What it does, imperative, without a full stop: `Write COPY instead of ADD`. */
  readonly title: string;
  /**
   * `safe`: what is built does the same, or what its author can only have meant; `--fix` applies it.
   * `review`: somebody has to look first; `--fix=all` applies it.
   */
  readonly safety: 'safe' | 'review';
  /** Apply together or not at all; they do not overlap. */
  readonly edits: readonly Edit[];
}

/** One occurrence of what a rule looks for. */
export interface LintProblem {
  /** What was found here and why it matters; whole sentences that name the subject. */
  readonly message: string;
  /** The smallest stretch of the file that shows it. */
  readonly range: Range;
  /** Overrides the rule's. */
  readonly severity?: Severity;
  readonly title?: string;
  /** Overrides the rule's `fix` as advice. */
  readonly advice?: string;
  readonly fix?: Fix;
  /** What was seen beside the place itself, for people to check. */
  readonly evidence?: readonly EvidenceItem[];
  /** What the fix would save, bytes of tar. */
  readonly savedBytes?: number;
}

/** What a rule cannot do without; where it is missing, the rule is not run and the report says why. */
export type Need = 'base' | 'context';

export interface DockerfileRule {
  /** `DL3020`, `JSONArgsRecommended`, and kebab-case for imgscan's own; stable. */
  readonly id: string;
  /** Kebab-case name to read and to type in place of the id. */
  readonly slug: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** One line without a full stop. */
  readonly title: string;
  /** Why it matters, for the documentation; whole sentences. */
  readonly why: string;
  /** What to do, one sentence. */
  readonly fix: string;
  /** Ids of the same check elsewhere, all of which pragmas and configuration may use. */
  readonly aliases: readonly string[];
  /** A Dockerfile, or the lines of one, that the rule finds; and the same without the problem. */
  readonly bad: string;
  readonly good: string;
  readonly needs?: readonly Need[];
  /** True for a rule that runs only where settings switch it on by its id or slug. */
  readonly isOptional?: boolean;
  check(subject: LintSubject): Iterable<LintProblem>;
}
