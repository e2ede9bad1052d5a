/** Rule: cd where WORKDIR is meant. https://docs.docker.com/build/building/best-practices/#workdir */
import { commandsOf, stepsOf } from '../query.ts';
import { inCaseOf, lineEnd, replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const cdInsteadOfWorkdir: DockerfileRule = {
  id: 'DL3003',
  slug: 'cd-instead-of-workdir',
  kind: 'dockerfile',
  severity: 'info',
  title: 'cd is used where WORKDIR is meant',
  why: 'A directory that RUN changes to is forgotten with the step. WORKDIR says once where all that follows happens, and makes the directory.',
  fix: 'Write WORKDIR before the RUN.',
  aliases: ['DS-0013', 'AVD-DS-0013', 'DS013'],
  bad: 'FROM debian:13-slim\nRUN cd /srv && make\n',
  good: 'FROM debian:13-slim\nWORKDIR /srv\nRUN make\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      const { instruction } = step;
      const commands = commandsOf(step).filter(({ program }) => program !== 'set');
      for (const [index, { program, words, command }] of commands.entries()) {
        if (program !== 'cd' || command.within.length > 0 || command.after === '||') continue;
        const isLast = index === commands.length - 1;
        // After other commands the directory may be theirs.
        if (index > 0 && !isLast) continue;
        const target = words.length === 1 ? words[0] : undefined;
        const next = commands[index + 1];
        const isWhole =
          isLast &&
          index === 0 &&
          commandsOf(step).length === 1 &&
          instruction.json === undefined &&
          instruction.heredocs.length === 0;
        const path =
          target?.isLiteral === true && /^\/[\w./-]*$/.test(target.value) ? target.value : undefined;
        const workdir = `${inCaseOf(subject.dockerfile, instruction.keywordRange, 'workdir')} ${path}`;
        const isFirst =
          commandsOf(step)[0]?.command === command &&
          command.after === '&&' &&
          instruction.heredocs.length === 0;
        const keyword = subject.dockerfile.text.slice(instruction.range.start, command.range.start);
        const edits =
          path === undefined || step.isTrigger
            ? undefined
            : isWhole
              ? [replace(instruction.range, workdir)]
              : isFirst && next !== undefined && instruction.json === undefined
                ? [
                    replace(
                      { start: instruction.range.start, end: next.command.range.start },
                      `${workdir}${lineEnd(subject.dockerfile)}${keyword}`,
                    ),
                  ]
                : undefined;
        yield {
          message: isLast
            ? 'The directory is forgotten when the step ends: this `cd` does nothing.'
            : 'All that follows in the step happens in another directory, which WORKDIR would say.',
          range: command.range,
          ...(isLast ? { severity: 'low' as const } : {}),
          // What follows the RUN starts from the new directory too.
          ...(edits === undefined
            ? {}
            : { fix: { title: 'Write WORKDIR', safety: 'review' as const, edits } }),
        };
      }
    }
  },
};
