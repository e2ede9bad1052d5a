/** Rule: the build calls sudo. */
import { runProblems } from './commands.ts';
import type { ImageRule } from './rule.ts';

export const sudoInBuild: ImageRule = {
  id: 'sudo-in-build',
  kind: 'image',
  severity: 'low',
  title: 'The build calls sudo',
  why: 'RUN is root until USER says otherwise; sudo in a build means that the image has sudo and an account that may use it without a password.',
  fix: 'Switch with `USER root` for the steps that need it and back afterwards, and leave sudo out.',
  aliases: ['DKL-DI-0001', 'DL3004', 'DS-0010'],
  *check({ footprint }) {
    yield* runProblems(
      footprint,
      (commands) => commands.filter(({ sudo }) => sudo).map(({ name }) => `sudo ${name}`),
      ([command]) => `The build runs \`${command}\`.`,
    );
  },
};
