/** Rule: the image has debuggers or tracers. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';

export const debugTools: ImageRule = {
  id: 'debug-tools',
  kind: 'image',
  severity: 'low',
  title: 'The image has debugging tools',
  why: "Debuggers and tracers read other processes' memory, secrets included; a debug container can bring them when they are needed.",
  fix: 'Leave them out and attach a debug container (`kubectl debug`, `docker run --pid container:NAME`) when needed.',
  aliases: [],
  *check(subject) {
    yield* programProblems(
      subject,
      'debugger',
      'debugging tools',
      'They read the memory of other processes.',
    );
  },
};
