/** Rule: the image has tools that transfer data or look around the network. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const networkTools: ImageRule = {
  id: 'network-tools',
  kind: 'image',
  severity: 'low',
  title: 'The image has network tools',
  why: "curl, nc, ssh and their like fetch an intruder's next stage, carry data out and reach the neighbours.",
  fix: 'Download in a builder stage or with ADD --checksum, and leave the tools out of the final stage.',
  aliases: [],
  *check(subject) {
    yield* programProblems(
      subject,
      'network',
      'network tools',
      'They fetch what an intruder needs and carry data out.',
    );
  },
};
