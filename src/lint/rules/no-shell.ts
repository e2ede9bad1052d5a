/** Rule: a command needs a shell that the stage does not have. */
import { catalogBase } from '../facts.ts';
import { commandsOf, stepsOf } from '../query.ts';
import { mayHave } from '../reading/brought.ts';
import { foundationOf, lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';
import type { LintSubject } from '../subject.ts';

export const noShell: DockerfileRule = {
  id: 'no-shell',
  slug: 'shell-form-without-shell',
  kind: 'dockerfile',
  severity: 'high',
  title: 'A command in shell form, and no shell',
  why: 'The shell form runs `/bin/sh -c`. On a base without a shell RUN fails, and an image with such a CMD does not start.',
  fix: 'Write the command as a JSON array; what needs a shell belongs into a stage that has one.',
  aliases: [],
  bad: 'FROM scratch\nCOPY app /app\nCMD /app --port 8080\n',
  good: 'FROM scratch\nCOPY app /app\nCMD ["/app", "--port", "8080"]\n',
  *check(subject) {
    const bare = new Map<number, boolean>();
    const isBare = (index: number): boolean => {
      const known = bare.get(index) ?? (lacksShell(subject, index) && !mayBring(subject, index));
      bare.set(index, known);
      return known;
    };
    for (const step of stepsOf(subject, 'RUN', 'CMD', 'ENTRYPOINT')) {
      const { instruction } = step;
      if (instruction.json !== undefined || instruction.argument === '' || step.isTrigger || step.stage < 0)
        continue;
      const stage = subject.stages[step.stage];
      if (stage === undefined || !isBare(step.stage)) continue;
      // A shell that is mounted or named counts.
      if (instruction.flags.some(({ name }) => name === 'mount') || step.shell[0] !== '/bin/sh') continue;
      const name = foundationOf(subject, step.stage)?.name ?? stage.base;
      yield {
        message: `${instruction.keyword} needs /bin/sh, which \`${name}\` does not have.`,
        range: instruction.range,
      };
    }
  },
};

function lacksShell(subject: LintSubject, index: number): boolean {
  const foundation = foundationOf(subject, index);
  if (foundation?.isScratch === true) return true;
  if (foundation?.name === undefined) return false;
  if (/(?:^|\/)distroless\/[\w-]+(?::(?!.*debug)[\w.-]*)?(?:@.*)?$/.test(foundation.name)) return true;
  return catalogBase(subject.catalog.bases, foundation.name)?.shell === false;
}

/** By a step that ran, or by what was copied. */
function mayBring(subject: LintSubject, index: number): boolean {
  const ran = lineageOf(subject, index).some(({ steps }) =>
    steps.some(
      (step) =>
        step.instruction.keyword === 'RUN' &&
        (step.instruction.json !== undefined ||
          commandsOf(step).some(({ program }) => /busybox|install|ln|cp/.test(program))),
    ),
  );
  return ran || mayHave(subject, index, /busybox|\bsh\b|bash|rootfs/i, /^\/?(?:bin|usr|usr\/bin)?$/);
}
