/** Rule: several sources are copied to what is no directory. https://docs.docker.com/reference/dockerfile/#copy */
import { stepsOf } from '../query.ts';
import { insertAt } from '../reading/edit.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyManyToFile: DockerfileRule = {
  id: 'DL3021',
  slug: 'copy-many-to-file',
  kind: 'dockerfile',
  severity: 'high',
  title: 'Several files are copied to what is no directory',
  why: 'With more than one source the destination has to end with a slash; builders refuse anything else.',
  fix: 'End the destination with a slash.',
  aliases: ['DS-0011', 'AVD-DS-0011', 'DS011'],
  bad: 'FROM debian:13-slim\nCOPY package.json package-lock.json /app\n',
  good: 'FROM debian:13-slim\nCOPY package.json package-lock.json /app/\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      const paths = pathsOf(subject, step);
      const { range, value: target } = paths.at(-1) ?? {};
      if (paths.length < 3 || range === undefined || target === undefined) continue;
      if (/[/\\]$/.test(target) || target === '.' || target.endsWith('/.')) continue;
      // Inside of the quotes.
      const isQuoted = /["']$/.test(subject.dockerfile.text.slice(range.start, range.end));
      yield {
        message: `\`${target}\` does not end with a slash, so that ${paths.length - 1} sources cannot be copied to it.`,
        range,
        fix: {
          title: 'Add the slash',
          safety: 'safe',
          edits: [insertAt(range.end - (isQuoted ? 1 : 0), '/')],
        },
      };
    }
  },
};
