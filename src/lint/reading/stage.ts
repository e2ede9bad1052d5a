/** Stages as rules ask for them: what they stand on, and which of them reach the image. */
import type { BaseFacts } from '../facts.ts';
import type { LintStage, Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

/** The stage and those that it is built on, nearest first. */
export function lineageOf({ stages }: LintSubject, index: number): readonly LintStage[] {
  const lineage: LintStage[] = [];
  for (let at: number | undefined = index; at !== undefined; ) {
    const stage: LintStage | undefined = stages[at];
    if (stage === undefined) break;
    lineage.push(stage);
    // Parents come earlier in the file, so this ends.
    at = stage.parent;
  }
  return lineage;
}

/** Stages whose files are the image's: the target and what it is built on. */
export function shippedStages(subject: LintSubject): ReadonlySet<number> {
  const { target } = subject;
  return new Set(target === undefined ? [] : lineageOf(subject, target.index).map(({ index }) => index));
}

/** True when what the step leaves in the file system is in the image; what ONBUILD postpones always may be. */
export function isShipped(step: Step, shipped: ReadonlySet<number>): boolean {
  return step.isTrigger || step.stage < 0 || shipped.has(step.stage);
}

/** The image from outside that a stage stands on at last. */
export interface Foundation {
  readonly stage: LintStage;
  /** As the file names it, variables filled in; undefined when some are not known. */
  readonly name?: string;
  readonly isScratch: boolean;
  readonly facts?: BaseFacts;
}

export function foundationOf(subject: LintSubject, index: number): Foundation | undefined {
  const stage = subject.stages[subject.stages[index]?.root ?? -1];
  if (stage === undefined) return undefined;
  const facts = subject.bases.get(stage.index);
  return {
    stage,
    isScratch: stage.base === 'scratch',
    ...(stage.unknownArguments.length > 0 ? {} : { name: stage.base }),
    ...(facts === undefined ? {} : { facts }),
  };
}
