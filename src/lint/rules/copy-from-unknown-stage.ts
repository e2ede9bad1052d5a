/** Rule: COPY --from names no stage that comes before. https://docs.docker.com/reference/dockerfile/#copy---from */
import { knownValue, stepsOf } from '../query.ts';
import { nearest } from '../reading/nearest.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyFromUnknownStage: DockerfileRule = {
  id: 'DL3022',
  slug: 'copy-from-unknown-stage',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'COPY --from names no earlier stage',
  why: 'What is no earlier stage is taken for an image, and pulled from Docker Hub under that name: the build fails, or copies from what a stranger published.',
  fix: 'Name a stage that comes before, or write the image with its tag or digest.',
  aliases: [],
  bad: 'FROM scratch\nCOPY --from=build /app /app\n',
  good: 'FROM golang:1.25 AS build\nRUN go build -o /app\n\nFROM scratch\nCOPY --from=build /app /app\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      // What a trigger copies from is for the build that inherits it to say.
      const flag = step.instruction.flags.find(({ name }) => name === 'from');
      if (flag?.value === undefined || step.isTrigger) continue;
      const name = knownValue(subject, step, flag.value);
      // With a registry, a tag or a digest it is meant to be an image.
      if (name === undefined || name === '' || name === 'scratch' || /[:/@.]/.test(name)) continue;
      const earlier = subject.stages.slice(0, Math.max(step.stage, 0));
      const own = subject.stages[step.stage]?.name;
      if (
        /^\d+$/.test(name)
          ? Number(name) < earlier.length
          : earlier.some((stage) => stage.name === name.toLowerCase())
      ) {
        continue;
      }
      if (name.toLowerCase() === own) continue;
      const later = subject.stages.find(
        (stage) => stage.index > step.stage && stage.name === name.toLowerCase(),
      );
      const near = nearest(
        name,
        earlier.flatMap((stage) => stage.name ?? []),
      );
      const reason =
        later !== undefined
          ? `that stage comes later, in line ${later.from.line}`
          : /^\d+$/.test(name)
            ? `there are only ${earlier.length} stages before`
            : `no stage before is called so, and the builder looks for an image of that name${near === undefined ? '' : `; is \`${near}\` meant?`}`;
      yield {
        message: `COPY --from=${name}: ${reason}.`,
        range: flag.range,
        ...(later === undefined && !/^\d+$/.test(name) ? { severity: 'low' as const } : {}),
      };
    }
  },
};
