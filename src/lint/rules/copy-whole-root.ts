/** Rule: COPY --from copies a whole file system over another. */
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import { foundationOf, isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyWholeRoot: DockerfileRule = {
  id: 'DL3067',
  slug: 'copy-whole-root',
  kind: 'waste',
  severity: 'medium',
  title: "Another stage's whole file system is copied",
  why: 'Everything that the stage was meant to leave behind comes along: compilers, sources, caches, and whatever secrets a step wrote down.',
  fix: 'Copy the paths that the program needs, or build on the stage with FROM.',
  aliases: [],
  bad: 'FROM golang:1.25 AS build\nRUN go build -o /app\n\nFROM debian:13-slim\nCOPY --from=build / /\n',
  good: 'FROM golang:1.25 AS build\nRUN go build -o /app\n\nFROM debian:13-slim\nCOPY --from=build /app /app\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const step of stepsOf(subject, 'COPY')) {
      const { instruction } = step;
      const from = instruction.flags.find(({ name }) => name === 'from');
      if (from === undefined || !isShipped(step, shipped)) continue;
      // A stage that puts files together on nothing is made to be copied whole, and so are images of such files.
      const source = subject.stages.find(({ name }) => name === from.value?.toLowerCase());
      const ran = source?.instructions.some(({ keyword }) => keyword === 'RUN');
      if (source !== undefined && (ran !== true || foundationOf(subject, source.index)?.isScratch === true))
        continue;
      // Onto an empty image it is the way to squash.
      if (subject.stages[step.stage]?.base === 'scratch') continue;
      const paths = pathsOf(subject, step).map(({ value }) => value);
      if (paths.at(-1) !== '/' || !paths.slice(0, -1).includes('/')) continue;
      yield {
        message: "The other stage's whole file system is copied over this one.",
        range: instruction.argumentRange,
      };
    }
  },
};
