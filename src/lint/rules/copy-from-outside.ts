/** Rule: COPY from above the build context. https://docs.docker.com/reference/dockerfile/#copy */
import { posix } from 'node:path';
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyFromOutside: DockerfileRule = {
  id: 'copy-from-outside',
  slug: 'outside-context',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'COPY names a file outside of the build context',
  why: 'The builder gets nothing above the context: `..` is cut off, and the path is looked up inside of it.',
  fix: 'Build with a context that contains the file, or hand it over with `--build-context`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY ../shared /srv/shared\n',
  good: 'FROM debian:13-slim\nCOPY shared /srv/shared\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      const { instruction } = step;
      if (instruction.flags.some(({ name }) => name === 'from')) continue;
      for (const { range, value: path } of pathsOf(subject, step).slice(0, -1)) {
        if (path === undefined || /^[a-z]+:\/\/|^git@/i.test(path)) continue;
        if (!/^\.\.(?:\/|$)/.test(posix.normalize(path.replaceAll('\\', '/')))) continue;
        yield {
          message: `\`${path}\` leads out of the build context.`,
          range,
        };
      }
    }
  },
};
