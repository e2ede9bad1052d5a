/** Rule: DEBIAN_FRONTEND stays in the image's environment. https://wiki.debian.org/ManipulatingISOs */
import { readPairs } from '../../dockerfile/pairs.ts';
import { stepsOf } from '../query.ts';
import { inCaseOf, replace } from '../reading/edit.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const debianFrontend: DockerfileRule = {
  id: 'debian-frontend',
  slug: 'frontend-in-env',
  kind: 'dockerfile',
  severity: 'info',
  title: 'DEBIAN_FRONTEND stays in the image',
  why: 'It is for the build. Set with ENV it also silences every dialog of whoever works in the container, and of images built on this one.',
  fix: 'Write ARG instead of ENV.',
  aliases: [],
  bad: 'FROM debian:13-slim\nENV DEBIAN_FRONTEND=noninteractive\n',
  good: 'FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const step of stepsOf(subject, 'ENV')) {
      const { instruction } = step;
      const pairs = readPairs(instruction);
      const index = pairs.findIndex(({ key }) => key === 'DEBIAN_FRONTEND');
      if (index < 0 || !isShipped(step, shipped)) continue;
      const canFix = pairs.length === 1 && instruction.words.length === 1;
      yield {
        message: 'The variable is for the build, and stays in the environment of every container.',
        range: instruction.words[index]?.range ?? instruction.argumentRange,
        ...(canFix
          ? {
              fix: {
                title: 'Write ARG',
                // A stage built on this one no longer has it.
                safety: subject.stages.some(({ parent }) => parent === step.stage)
                  ? ('review' as const)
                  : ('safe' as const),
                edits: [
                  replace(
                    instruction.keywordRange,
                    inCaseOf(subject.dockerfile, instruction.keywordRange, 'arg'),
                  ),
                ],
              },
            }
          : {}),
      };
    }
  },
};
