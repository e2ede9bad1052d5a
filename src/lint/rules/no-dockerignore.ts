/** Rule: no .dockerignore where the whole context is copied. https://docs.docker.com/build/concepts/context/#dockerignore-files */
import { contextCopies, megabytes } from '../reading/context.ts';
import type { DockerfileRule } from '../rule.ts';

export const noDockerignore: DockerfileRule = {
  id: 'ID.10001',
  slug: 'no-dockerignore',
  kind: 'dockerfile',
  severity: 'low',
  title: 'There is no .dockerignore',
  why: 'All that lies around in the directory gets into the image: local settings, dependencies for another platform, the history of the repository. And each change of it invalidates the build cache.',
  fix: 'Add a .dockerignore that begins with `.git` and names what the image does not need.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY . /srv\n',
  good: 'FROM debian:13-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    if (subject.context?.dockerignore !== undefined) return;
    const copy = contextCopies(subject).find(({ isWhole }) => isWhole);
    if (copy === undefined) return;
    const { files, step } = copy;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    yield {
      message: `All ${files.length} files of the directory are copied, ${megabytes(bytes)}, and no .dockerignore keeps any of them out.`,
      range: step.instruction.range,
    };
  },
};
