/** Rule: a step sets the setuid or setgid bit. https://man7.org/linux/man-pages/man2/chmod.2.html */
import { runCommands, stepsOf } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const setuid: DockerfileRule = {
  id: 'setuid',
  slug: 'setuid-bit',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A program is made setuid or setgid',
  why: 'It runs with the rights of its owner whoever calls it: a flaw in it gives root to every process of the container.',
  fix: 'Leave the bit out; give single rights with capabilities where the program needs them.',
  aliases: ['CIS-DI-0008'],
  bad: 'FROM debian:13-slim\nCOPY tool /usr/local/bin/tool\nRUN chmod u+s /usr/local/bin/tool\n',
  good: 'FROM debian:13-slim\nCOPY --chmod=755 tool /usr/local/bin/tool\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const { command, program, step, words } of runCommands(subject)) {
      if (program !== 'chmod' || !isShipped(step, shipped)) continue;
      const mode = words.find(({ value }) => !value.startsWith('-') || /^-[rwxXst]/.test(value));
      if (
        mode === undefined ||
        !setsBit(
          mode.value,
          words.some(({ value }) => /^-[a-zA-Z]*d|^-type$/.test(value)),
        )
      )
        continue;
      yield {
        message: `\`chmod ${mode.value}\` makes a program run as its owner or group.`,
        range: command.range,
      };
    }
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      const flag = step.instruction.flags.find(({ name }) => name === 'chmod');
      if (
        flag?.value === undefined ||
        !setsBit(flag.value.replace(/["']/g, ''), false) ||
        !isShipped(step, shipped)
      )
        continue;
      yield {
        message: `\`${flag.value}\` makes what is copied run as its owner or group.`,
        range: flag.range,
      };
    }
  },
};

/** `4755`, `02755`, `u+s`, `ug=rwxs`; not `g+s`, which folders have for their files' group, and not the sticky bit. */
function setsBit(mode: string, isFolder: boolean): boolean {
  if (isFolder) return false;
  if (/^0?[4-7][0-7]{3}$/.test(mode)) return true;
  return mode.split(',').some((clause) => /^(?:[goa]*u[ugoa]*|a?)[+=][rwxX]*s/.test(clause));
}
