/** Rule: the image has a package manager of a language. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const languagePackageManagers: ImageRule = {
  id: 'language-package-managers',
  kind: 'image',
  severity: 'low',
  title: 'The image has a language package manager',
  why: 'npm, pip and their like are needed to build, not to run; they fetch and execute code and bring many packages of their own.',
  fix: 'Install dependencies in a builder stage and copy the result; start the program itself instead of `npm start` and the like.',
  aliases: [],
  *check(subject) {
    yield* programProblems(
      subject,
      'language-package-manager',
      'language package managers',
      'They fetch and run code from the network.',
    );
  },
};
