/** Rule: the image has a package manager of the operating system. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const packageManagers: ImageRule = {
  id: 'package-managers',
  kind: 'image',
  severity: 'low',
  title: 'The image has an operating system package manager',
  why: 'A running service installs nothing; an intruder does, with the tool and its trusted keys already there.',
  fix: 'Install in a builder stage and copy only what the program needs into a distroless final stage.',
  aliases: [],
  *check(subject) {
    yield* programProblems(
      subject,
      'package-manager',
      'package managers',
      'They let an intruder install what is missing.',
    );
  },
};
