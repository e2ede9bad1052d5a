/** What rules about the shell share: they look at each RUN that a POSIX shell or bash reads. https://www.shellcheck.net/wiki/ */
import type { Script } from '../../dockerfile/script.ts';
import type { DockerfileRule, Edit, Fix, LintProblem } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

/** A RUN with the script that it runs. */
export interface ShellStep {
  readonly step: Step;
  readonly script: Script;
  /** False where the script stands in a JSON string, whose quotes an edit could end. */
  readonly isEditable: boolean;
}

type Metadata = Omit<DockerfileRule, 'kind' | 'aliases' | 'check'>;

/** A rule that is asked for each script; `id` is ShellCheck's. */
export function shellRule(
  metadata: Metadata,
  check: (shell: ShellStep, subject: LintSubject) => Iterable<LintProblem>,
): DockerfileRule {
  return {
    kind: 'dockerfile',
    aliases: [],
    ...metadata,
    *check(subject) {
      for (const step of subject.shellSteps) {
        const { script, instruction } = step;
        if (script === undefined) continue;
        yield* check({ step, script, isEditable: instruction.json === undefined }, subject);
      }
    },
  };
}

/** The fix, where the script can be edited at all. */
export function editIn({ isEditable }: ShellStep, fix: Fix): { readonly fix?: Fix } {
  return isEditable ? { fix } : {};
}

/** Edits that put double quotes around a stretch. */
export function quoteEdits({
  start,
  end,
}: {
  readonly start: number;
  readonly end: number;
}): readonly Edit[] {
  return [
    { range: { start, end: start }, text: '"' },
    { range: { start: end, end }, text: '"' },
  ];
}
