/** Rule: the defaults of ARGs make no image name. https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/ */
import { isImageName } from '../reading/image-name.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';

/** Set by the builder, each time to something. */
const automatic = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION|STAGE)$/;

export const invalidDefaultBase: DockerfileRule = {
  id: 'InvalidDefaultArgInFrom',
  slug: 'invalid-default-base',
  kind: 'dockerfile',
  severity: 'low',
  title: 'Without build arguments FROM names no image',
  why: 'The file builds only for those who know which `--build-arg` to give; editors, scanners and update bots see an invalid name.',
  fix: 'Give the ARG a default with which the name is complete.',
  aliases: [],
  bad: 'ARG RELEASE\nFROM debian:$RELEASE\n',
  good: 'ARG RELEASE=13-slim\nFROM debian:$RELEASE\n',
  *check({ stages }) {
    for (const { base, from, unknownArguments } of stages) {
      const [word] = from.words;
      if (word === undefined || variablesIn(word.text).length === 0) continue;
      if (unknownArguments.some((name) => automatic.test(name)) || isImageName(base)) continue;
      yield {
        message: `With the defaults, \`${word.text}\` is ${base === '' ? 'empty' : `\`${base}\``}, which is no image name.`,
        range: word.range,
      };
    }
  },
};
