/** Rule: a stage that nothing can ask for. https://docs.docker.com/build/building/multi-stage/ */
import type { DockerfileRule } from '../rule.ts';

export const unreachableStage: DockerfileRule = {
  id: 'unreachable-stage',
  slug: 'nameless-unused-stage',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A stage is never used',
  why: 'It has no name that `--target` could give and nothing copies from it: builders leave it out, and readers wonder.',
  fix: 'Take the stage out, or give it a name.',
  aliases: [],
  bad: 'FROM golang:1.25\nRUN go build -o /app\n\nFROM debian:13-slim\nCOPY app /app\n',
  good: 'FROM golang:1.25 AS build\nRUN go build -o /app\n\nFROM debian:13-slim\nCOPY --from=build /app /app\n',
  *check({ stages, steps }) {
    // What is copied from by a name that is not known may be any of them.
    const isOpen = steps.some(({ instruction }) =>
      instruction.flags.some(
        ({ name, value = '' }) => (name === 'from' || name === 'mount') && value.includes('$'),
      ),
    );
    if (isOpen) return;
    const read = new Set(
      stages.flatMap(({ reads, parent }) => [...reads, ...(parent === undefined ? [] : [parent])]),
    );
    for (const { index, name, from } of stages) {
      if (name !== undefined || index === stages.length - 1 || read.has(index)) continue;
      yield { message: 'The stage has no name, is not the last, and nothing uses it.', range: from.range };
    }
  },
};
