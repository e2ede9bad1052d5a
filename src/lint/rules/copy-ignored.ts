/** Rule: COPY names what .dockerignore keeps out. https://docs.docker.com/reference/build-checks/copy-ignored-file/ */
import { posix } from 'node:path';
import { readDockerignore } from '../../dockerfile/dockerignore.ts';
import { contextCopies } from '../reading/context.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyIgnored: DockerfileRule = {
  id: 'CopyIgnoredFile',
  slug: 'copy-ignored',
  kind: 'dockerfile',
  severity: 'high',
  title: 'COPY names a file that .dockerignore keeps out',
  why: 'The builder does not get the file: the build fails, or copies less than the line says.',
  fix: 'Take it back in .dockerignore with a line that begins with `!`, or leave it out of COPY.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY tmp/app /srv/app\n',
  good: 'FROM debian:13-slim\nCOPY src/app /srv/app\n',
  needs: ['context'],
  *check(subject) {
    const known = subject.context?.dockerignore;
    if (known === undefined) return;
    const ignore = readDockerignore(known.patterns.join('\n'));
    for (const { files, source, step, isWhole } of contextCopies(subject)) {
      if (/[*?[]/.test(source)) continue;
      const path = posix.join('/', source).replace(/\/$/, '').slice(1);
      const all = ignore.patterns.find((pattern) => /^\*(?:\*(?:\/\*)?)?$/.test(pattern));
      if (isWhole ? all === undefined || ignore.hasExceptions : files.length > 0 || !isIgnored(ignore, path))
        continue;
      yield {
        message: `\`${source}\` is kept out of the build by \`${known.path}\`.`,
        range: step.instruction.range,
      };
    }
  },
};

/** By itself or by a folder above it. */
function isIgnored(ignore: ReturnType<typeof readDockerignore>, path: string): boolean {
  let matched = ignore.match('', undefined);
  const names = path.split('/');
  for (let end = 1; end <= names.length; end++) {
    matched = ignore.match(names.slice(0, end).join('/'), end === 1 ? undefined : matched.folder);
  }
  return matched.ignored;
}
