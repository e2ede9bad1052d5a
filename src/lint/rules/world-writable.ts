/** Rule: a step lets everybody write. */
import { commandsOf, operandsOf, type RunCommand, runCommands, stepsOf } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const worldWritable: DockerfileRule = {
  id: 'world-writable',
  slug: 'chmod-777',
  kind: 'dockerfile',
  severity: 'low',
  title: 'Everybody may write',
  why: 'Any process of the container, taken over or not, can replace the files: programs and settings that others run and trust.',
  fix: 'Give the files to the user who writes them, with `COPY --chown` or `chown`, and leave `755` and `644`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY app /srv\nRUN chmod -R 777 /srv\n',
  good: 'FROM debian:13-slim\nCOPY --chown=10001:10001 app /srv\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const run of runCommands(subject)) {
      const mode = run.program === 'chmod' && isShipped(run.step, shipped) ? modeOf(run) : undefined;
      if (mode === undefined || !isOpen(mode)) continue;
      // Folders for temporary files are meant so, with the sticky bit or without.
      if (run.words.some(({ value }) => /^\/(?:var\/)?(?:tmp|cache|lock|run)(?:\/|$)|^\/dev\//.test(value)))
        continue;
      if (isGone(run)) continue;
      yield {
        message: `\`chmod ${mode}\` lets every user of the container write.`,
        range: run.command.range,
      };
    }
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      const flag = step.instruction.flags.find(({ name }) => name === 'chmod');
      if (flag?.value === undefined || !isOpen(flag.value.replace(/["']/g, '')) || !isShipped(step, shipped))
        continue;
      yield { message: `\`${flag.value}\` lets every user of the container write.`, range: flag.range };
    }
  },
};

/** True where the same step deletes what it opened. */
function isGone({ command, step, words }: RunCommand): boolean {
  const paths = operandsOf(words)
    .slice(1)
    .map(({ value }) => value);
  const deleted = new Set(
    commandsOf(step).flatMap((later) =>
      later.program === 'rm' && later.command.range.start > command.range.start
        ? later.words.map(({ value }) => value)
        : [],
    ),
  );
  return paths.length > 0 && paths.every((path) => deleted.has(path));
}

function modeOf({ words }: RunCommand): string | undefined {
  return words.find(({ value }) => !value.startsWith('-'))?.value;
}

/** `777`, `0666`, `a+w`, `o+rwx`, `+w` is masked and does not count; `1777` has the sticky bit. */
function isOpen(mode: string): boolean {
  if (/^[0-7]{3,4}$/.test(mode)) return /[2367]$/.test(mode) && !/^1[0-7]{3}$/.test(mode);
  return mode.split(',').some((clause) => /^[ug]*[oa][ugoa]*[+=][rxXst]*w/.test(clause));
}
