/** Rule: an instruction before the first FROM. https://docs.docker.com/reference/dockerfile/#format */
import type { DockerfileRule } from '../rule.ts';

export const instructionBeforeFrom: DockerfileRule = {
  id: 'DL3061',
  slug: 'instruction-before-from',
  kind: 'dockerfile',
  severity: 'high',
  title: 'An instruction stands before the first FROM',
  why: 'Only ARG may: there is no image yet that another instruction could change, and builders refuse the file.',
  fix: 'Move the instruction below FROM.',
  aliases: ['ID.20009'],
  bad: 'LABEL a=b\nFROM debian:13-slim\n',
  good: 'ARG RELEASE=13-slim\nFROM debian:$RELEASE\nLABEL a=b\n',
  *check({ steps, stages }) {
    // A file without FROM, which may be a fragment, is one problem and not one a line.
    const before = steps.filter(
      ({ stage, isTrigger, instruction }) => stage < 0 && !isTrigger && instruction.keyword !== 'ARG',
    );
    for (const { instruction } of stages.length === 0 ? before.slice(0, 1) : before) {
      yield {
        message: `${instruction.keyword} stands before the first FROM, where only ARG may.`,
        range: instruction.keywordRange,
      };
    }
  },
};
