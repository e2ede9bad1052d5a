/** Rule: a stage is called `scratch` or `context`. https://docs.docker.com/reference/build-checks/reserved-stage-name/ */
import type { DockerfileRule } from '../rule.ts';

export const reservedStageName: DockerfileRule = {
  id: 'DL3063',
  slug: 'reserved-stage-name',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A stage has a name that is reserved',
  why: '`scratch` means the empty image and `context` the build context: nothing can refer to a stage of that name.',
  fix: 'Give the stage another name.',
  aliases: ['ReservedStageName'],
  bad: 'FROM debian:13-slim AS scratch\n',
  good: 'FROM debian:13-slim AS build\n',
  *check({ stages }) {
    for (const { name, from } of stages) {
      const word = from.words[2];
      if (word === undefined || (name !== 'scratch' && name !== 'context')) continue;
      yield {
        message: `\`${name}\` is a reserved name: \`FROM ${name}\` does not mean this stage.`,
        range: word.range,
      };
    }
  },
};
