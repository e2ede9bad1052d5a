/** Rule: the build upgrades the whole distribution. */
import { commandText, runProblems } from './commands.ts';
import type { ImageRule } from './rule.ts';

export const distUpgrade: ImageRule = {
  id: 'dist-upgrade',
  kind: 'image',
  severity: 'low',
  title: 'The build runs a distribution upgrade',
  why: 'dist-upgrade and full-upgrade may remove and replace packages of the base, differently on every day; the replaced files stay in the layers below.',
  fix: 'Take a newer base image instead.',
  aliases: ['DKL-DI-0003', 'DL3035', 'DS-0024'],
  *check({ footprint }) {
    yield* runProblems(
      footprint,
      (commands) =>
        commands
          .filter(
            ({ name, words }) =>
              (/^(?:apt|apt-get|aptitude)$/.test(name) &&
                words.some((word) => /^(?:dist|full)-upgrade$/.test(word))) ||
              (name === 'zypper' && words.some((word) => /^(?:dup|dist-upgrade)$/.test(word))),
          )
          .map(commandText),
      ([command]) => `The build runs \`${command}\`, which changes the base underneath the image.`,
    );
  },
};
