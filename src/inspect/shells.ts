/** Rule: the image has shells. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const shells: ImageRule = {
  id: 'shells',
  kind: 'image',
  severity: 'low',
  title: 'The image has a shell',
  why: 'Most attacks on a service end in a shell; where there is none, injected commands and scripts have nothing to run in.',
  fix: 'Copy the program into a base without a shell, such as gcr.io/distroless/static or scratch, and start it in exec form.',
  aliases: [],
  *check(subject) {
    yield* programProblems(subject, 'shell', 'shells', 'An attacker who can run one command can run any.');
  },
};
