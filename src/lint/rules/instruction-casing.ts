/** Rule: instructions in mixed case. https://docs.docker.com/reference/build-checks/consistent-instruction-casing/ */
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const instructionCasing: DockerfileRule = {
  id: 'ConsistentInstructionCasing',
  slug: 'instruction-casing',
  kind: 'dockerfile',
  severity: 'info',
  title: 'Instructions are cased differently',
  why: 'In one case throughout, instructions stand out from their arguments and can be searched for.',
  fix: 'Write all instructions in the case that most of them have, which should be upper case.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCopy app /app\n',
  good: 'FROM debian:13-slim\nCOPY app /app\n',
  *check({ dockerfile, steps }) {
    // Arguments before the first FROM are left out, as the builder does.
    const keywords = steps
      .filter(({ stage, isTrigger }) => stage >= 0 && !isTrigger)
      .map(({ instruction }) => ({
        range: instruction.keywordRange,
        written: dockerfile.text.slice(instruction.keywordRange.start, instruction.keywordRange.end),
      }));
    const lower = keywords.filter(({ written }) => written === written.toLowerCase()).length;
    const upper = keywords.filter(({ written }) => written === written.toUpperCase()).length;
    for (const { range, written } of keywords) {
      const wanted = lower > upper ? written.toLowerCase() : written.toUpperCase();
      if (written === wanted) continue;
      yield {
        message: `\`${written}\` is not in ${lower > upper ? 'lower' : 'upper'} case as most instructions here.`,
        range,
        fix: { title: `Write ${wanted}`, safety: 'safe', edits: [replace(range, wanted)] },
      };
    }
  },
};
