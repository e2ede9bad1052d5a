/** Rule: the file builds nothing but its base. */
import type { DockerfileRule } from '../rule.ts';

export const emptyStage: DockerfileRule = {
  id: 'ID.20003',
  slug: 'empty-stage',
  kind: 'dockerfile',
  severity: 'info',
  title: 'The image is its base and nothing else',
  why: 'FROM alone builds a copy under another name, which gets none of the updates of the original until somebody builds it again.',
  fix: 'Use the base image itself.',
  aliases: [],
  bad: 'FROM debian:13-slim\n',
  good: 'FROM debian:13-slim\nCOPY app /srv/app\n',
  *check({ stages, target }) {
    // A stage that only names another one, or an image for others to copy from, has its use.
    if (target === undefined || stages.length > 1 || target.instructions.length > 0) return;
    yield { message: 'Nothing follows FROM.', range: target.from.range };
  },
};
