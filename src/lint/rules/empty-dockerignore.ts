/** Rule: a .dockerignore that ignores nothing. https://docs.docker.com/build/concepts/context/#dockerignore-files */
import { contextCopies } from '../reading/context.ts';
import type { DockerfileRule } from '../rule.ts';

export const emptyDockerignore: DockerfileRule = {
  id: 'ID.10002',
  slug: 'empty-dockerignore',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The .dockerignore is empty',
  why: 'It looks as if somebody had taken care, and keeps nothing out.',
  fix: 'Name what the image does not need, `.git` first.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY . /srv\n',
  good: 'FROM debian:13-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    const ignore = subject.context?.dockerignore;
    if (ignore === undefined || ignore.patterns.length > 0) return;
    const copy = contextCopies(subject).find(({ isWhole }) => isWhole);
    if (copy === undefined) return;
    yield {
      message: `\`${ignore.path}\` has no pattern, and the whole directory is copied.`,
      range: copy.step.instruction.range,
    };
  },
};
