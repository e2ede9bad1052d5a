/** Rule: COPY takes a lot. */
import { contextCopies, megabytes } from '../reading/context.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

/** What sources of programs rarely reach. */
const many = 200_000_000;

export const contextSize: DockerfileRule = {
  id: 'context-size',
  slug: 'large-copy',
  kind: 'waste',
  severity: 'low',
  title: 'COPY takes hundreds of megabytes',
  why: 'They are sent to the builder, stored in a layer and pulled by every machine; data that changes more slowly than the program would better be mounted.',
  fix: 'Copy what the program needs, keep the rest out with .dockerignore, or mount it when the container runs.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY . /srv\n',
  good: 'FROM debian:13-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const { files, source, step } of contextCopies(subject)) {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      if (bytes < many || !isShipped(step, shipped)) continue;
      const largest = [...files].sort((a, b) => b.bytes - a.bytes).slice(0, 10);
      yield {
        message: `\`${source}\` is ${megabytes(bytes)} in ${files.length} files; the largest is \`${largest[0]?.path}\`.`,
        range: step.instruction.range,
        evidence: largest.map((file) => ({ label: 'file', value: `${file.path}, ${megabytes(file.bytes)}` })),
      };
    }
  },
};
