/** Rule: the image has compilers or build tools. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const compilers: ImageRule = {
  id: 'compilers',
  kind: 'image',
  severity: 'medium',
  title: 'The image has compilers or build tools',
  why: "They are often the largest part of an image, carry advisories of their own, and build an intruder's tools in place.",
  fix: 'Compile in a builder stage and copy the result into a final stage without the toolchain.',
  aliases: [],
  *check(subject) {
    yield* programProblems(
      subject,
      'compiler',
      'compilers or build tools',
      'A finished program does not need them.',
    );
  },
};
