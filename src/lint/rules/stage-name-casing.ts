/** Rule: a stage name with capital letters. https://docs.docker.com/reference/build-checks/stage-name-casing/ */
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const stageNameCasing: DockerfileRule = {
  id: 'StageNameCasing',
  slug: 'stage-name-casing',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A stage name is not in lower case',
  why: 'Lower case tells names from instructions. The builder compares names without regard to case, so that nothing else depends on it.',
  fix: 'Write the name in lower case.',
  aliases: [],
  bad: 'FROM debian:13-slim AS Build\n',
  good: 'FROM debian:13-slim AS build\n',
  *check({ stages }) {
    for (const { name, from } of stages) {
      const word = from.words[2];
      if (name === undefined || word === undefined || from.words.length !== 3 || word.text === name) continue;
      yield {
        message: `The stage name \`${word.text}\` has capital letters.`,
        range: word.range,
        fix: { title: `Write ${name}`, safety: 'safe', edits: [replace(word.range, name)] },
      };
    }
  },
};
