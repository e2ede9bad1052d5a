/** Rule: an account may become root without a password. */
import { runCommands } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const sudoWithoutPassword: DockerfileRule = {
  id: 'sudo-without-password',
  slug: 'nopasswd',
  kind: 'dockerfile',
  severity: 'high',
  title: 'An account may become root without a password',
  why: 'USER then protects nothing: whoever takes the program over is root with one more command.',
  fix: 'Leave sudo out of the image.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN echo "app ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers\nUSER app\n',
  good: 'FROM debian:13-slim\nUSER app\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const { command, step, words } of runCommands(subject)) {
      const word = words.find(({ value }) => /\bNOPASSWD\s*:/.test(value));
      if (word === undefined || !isShipped(step, shipped)) continue;
      // Single commands are named by their paths; some of them give a shell all the same.
      const isLimited = /\bNOPASSWD\s*:\s*(?:[A-Z]+\s*:\s*)*\//.test(word.value);
      yield isLimited
        ? {
            message: 'The line lets an account run some commands as root without a password.',
            range: command.range,
            severity: 'low',
          }
        : { message: 'The line lets an account become root without a password.', range: command.range };
    }
  },
};
