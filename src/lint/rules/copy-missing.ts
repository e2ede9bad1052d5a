/** Rule: COPY names what is not in the build context. */
import { posix } from 'node:path';
import { readDockerignore } from '../../dockerfile/dockerignore.ts';
import { contextCopies } from '../reading/context.ts';
import { nearest } from '../reading/nearest.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyMissing: DockerfileRule = {
  id: 'copy-missing',
  slug: 'missing-file',
  kind: 'dockerfile',
  severity: 'high',
  title: 'COPY names a file that is not there',
  why: 'The build fails at this line, unless something else makes the file before.',
  fix: 'Correct the path, or make the file before the build.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY pakage.json /srv/\n',
  good: 'FROM debian:13-slim\nCOPY --from=debian:13 /etc/hosts /srv/\n',
  needs: ['context'],
  *check(subject) {
    const { context } = subject;
    // An empty context is rather one that was not found.
    if (context?.isComplete !== true || context.files.length === 0) return;
    const patterns = context.dockerignore?.patterns ?? [];
    const ignore = readDockerignore(patterns.join('\n'));
    for (const { files, source, step, isWhole } of contextCopies(subject)) {
      if (files.length > 0 || isWhole) continue;
      const path = posix.join('/', source).replace(/\/$/, '').slice(1);
      // Ignored, which another rule tells, or a folder that has no files.
      const folders = path.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));
      if (folders.some((folder) => ignore.match(folder).ignored) || /[*?[]/.test(source)) continue;
      const names = new Set(context.files.map((file) => file.path));
      const near = nearest(
        path,
        [...names].filter((name) => posix.dirname(name) === posix.dirname(path)),
      );
      yield {
        message: `\`${source}\` is not in the build context.${near === undefined ? '' : ` Is \`${near}\` meant?`}`,
        range: step.instruction.range,
      };
    }
  },
};
