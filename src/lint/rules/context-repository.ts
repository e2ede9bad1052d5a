/** Rule: the history of the repository gets into the image. */
import { contextCopies, megabytes } from '../reading/context.ts';
import type { DockerfileRule } from '../rule.ts';

const repository = /(?:^|\/)(?:\.git|\.hg|\.svn|\.bzr)\//;

export const contextRepository: DockerfileRule = {
  id: 'context-repository',
  slug: 'dockerignore-repository',
  kind: 'waste',
  severity: 'medium',
  title: "The repository's history is copied into the image",
  why: 'It holds every file there ever was, deleted secrets included, and often the credentials of the clone; and it changes with each commit, so that nothing after it comes from the cache.',
  fix: 'Name `.git` in .dockerignore.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY . /srv\n',
  good: 'FROM debian:13-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    for (const { files, step } of contextCopies(subject)) {
      const found = files.filter(({ path }) => repository.test(path));
      const [first] = found;
      if (first === undefined) continue;
      const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
      const folder = /^(?:.*?\/)?(?:\.git|\.hg|\.svn|\.bzr)(?=\/)/.exec(first.path)?.[0] ?? first.path;
      yield {
        message: `\`${folder}\` is copied along, ${megabytes(bytes)} in ${found.length} files.`,
        range: step.instruction.range,
        savedBytes: bytes,
      };
    }
  },
};
