/** Rule: several sources are copied to what is no directory. https://docs.docker.com/reference/dockerfile/#copy */
import { knownValue, stepsOf } from '../query.ts';
import { insertAt } from '../reading/edit.ts';
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
      const { words, json, argumentRange } = step.instruction;
      const paths = json ?? words.map(({ text }) => text);
      const last = paths.at(-1);
      if (paths.length < 3 || last === undefined) continue;
      const target = knownValue(subject, step, last);
      if (target === undefined || /[/\\]$/.test(target) || target === '.' || target.endsWith('/.')) continue;
      const word = json === undefined ? words.at(-1) : undefined;
      const range = word?.range ?? argumentRange;
      // Inside of the quotes, and in JSON before the last quote and bracket.
      const written = subject.dockerfile.text.slice(range.start, range.end);
      const tail = /["']?\s*\]?$/.exec(written)?.[0].length ?? 0;
      yield {
        message: `\`${target}\` does not end with a slash, so that ${paths.length - 1} sources cannot be copied to it.`,
        range,
        fix: { title: 'Add the slash', safety: 'safe', edits: [insertAt(range.end - tail, '/')] },
      };
    }
  },
};
