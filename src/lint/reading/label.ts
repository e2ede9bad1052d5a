/** The labels that LABEL sets. https://docs.docker.com/reference/dockerfile/#label */
import { readPairs } from '../../dockerfile/pairs.ts';
import type { Range } from '../../dockerfile/syntax.ts';
import { knownValue, stepsOf } from '../query.ts';
import type { LintProblem } from '../rule.ts';
import type { LabelKind } from '../settings.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

export interface Label {
  /** Without quotes; undefined when its variables are not known, and so is `value`. */
  readonly key?: string;
  readonly value?: string;
  readonly range: Range;
  readonly step: Step;
}

export function labelsOf(subject: LintSubject): readonly Label[] {
  return stepsOf(subject, 'LABEL').flatMap((step) =>
    readPairs(step.instruction).map((pair, index): Label => {
      const key = knownValue(subject, step, pair.key);
      const value = pair.value === undefined ? undefined : knownValue(subject, step, pair.value);
      return {
        range: step.instruction.words[index]?.range ?? step.instruction.argumentRange,
        step,
        ...(key === undefined ? {} : { key }),
        ...(value === undefined ? {} : { value }),
      };
    }),
  );
}

/** Labels whose kind the configuration names, with a value that is not of it. */
export function* misfits(
  subject: LintSubject,
  kind: LabelKind,
  isValid: (value: string) => boolean,
  expected: string,
): Generator<LintProblem> {
  if (subject.settings.labels.size === 0) return;
  for (const { key, value, range } of labelsOf(subject)) {
    if (key === undefined || value === undefined || subject.settings.labels.get(key) !== kind) continue;
    if (!isValid(value)) yield { message: `The label \`${key}\` has to be ${expected}.`, range };
  }
}
