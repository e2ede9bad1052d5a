/** Rule: WORKDIR with a relative path. https://docs.docker.com/reference/build-checks/workdir-relative-path/ */
import { knownValue, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const workdirRelativePath: DockerfileRule = {
  id: 'DL3000',
  slug: 'workdir-relative-path',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'WORKDIR is a relative path',
  why: 'A relative path continues the one that was set before, by this file or by the base image, so that a change there moves everything that comes after.',
  fix: 'Write the absolute path.',
  aliases: ['WorkdirRelativePath', 'DS-0009', 'AVD-DS-0009', 'DS009'],
  bad: 'FROM debian:13-slim\nWORKDIR app\n',
  good: 'FROM debian:13-slim\nWORKDIR /app\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'WORKDIR')) {
      const path = knownValue(subject, step, step.instruction.argument);
      if (path === undefined || path === '' || /^(?:[/\\]|[A-Za-z]:)/.test(path)) continue;
      const before = step.workdir ?? undefined;
      const whole = before === undefined ? undefined : `${before.replace(/\/$/, '')}/${path}`;
      yield {
        message: `WORKDIR \`${path}\` is relative to ${before === undefined ? "the base image's working directory" : `\`${before}\``}.`,
        range: step.instruction.argumentRange,
        ...(whole === undefined || !/^[\w./-]+$/.test(whole) || whole.includes('..')
          ? {}
          : {
              fix: {
                title: `Write ${whole}`,
                safety: 'safe' as const,
                edits: [{ range: step.instruction.argumentRange, text: whole }],
              },
            }),
      };
    }
  },
};
