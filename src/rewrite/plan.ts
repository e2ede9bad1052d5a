/** What a suggester decides; writing it out is the same for all of them. */
import type { Suggestion, SuggestionChange } from '../model/finding.ts';
import type { Target } from './target.ts';

/** Paths that the final stage takes from the builder, absolute. */
export interface CopyPlan {
  readonly sources: readonly string[];
  readonly target: string;
  /** True when the program writes there, so that it has to own it. */
  readonly writable?: boolean;
  /** About how much it is, where a line of the builder makes it and the image does not have it. */
  readonly madeBytes?: number;
}

export interface Plan {
  /** The suggester's id. */
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly target: Target;
  readonly copies: readonly CopyPlan[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Beside those of the original. */
  readonly env?: readonly (readonly [key: string, value: string])[];
  /** Lines after the builder's own. */
  readonly builderLines?: readonly string[];
  readonly changes: readonly SuggestionChange[];
  readonly assumptions: readonly string[];
  /** Lines that only what is left out prints, as regular expressions of whole lines: a package manager's own. */
  readonly leftOut?: readonly string[];
  readonly confidence: Suggestion['confidence'];
}

const ranks = ['high', 'medium', 'low'] as const;

/** The lower of confidences. */
export function lowest(...confidences: readonly Suggestion['confidence'][]): Suggestion['confidence'] {
  return ranks.findLast((rank) => confidences.includes(rank)) ?? 'high';
}
