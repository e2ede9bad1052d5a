/** Rule: RUN asks for rights or networks of the machine that builds. https://docs.docker.com/reference/dockerfile/#run---security */
import { unquote } from '../../dockerfile/words.ts';
import { stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const insecureRun: DockerfileRule = {
  id: 'insecure-run',
  slug: 'privileged-run',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'RUN leaves the sandbox of the build',
  why: "`--security=insecure` runs as root of the machine that builds, `--network=host` reaches what only that machine reaches: a dependency's install script has both.",
  fix: 'Leave the flag out, or do the step outside of the build.',
  aliases: [],
  bad: '# syntax=docker/dockerfile:1-labs\nFROM debian:13-slim\nRUN --security=insecure make test\n',
  good: 'FROM debian:13-slim\nRUN make test\n',
  *check(subject) {
    for (const { instruction } of stepsOf(subject, 'RUN')) {
      for (const { name, value, range } of instruction.flags) {
        const setting = unquote(value ?? '', subject.dockerfile.escaper).toLowerCase();
        if (name === 'security' && setting === 'insecure') {
          yield { message: 'The step runs with all rights of the machine that builds.', range };
        } else if (name === 'network' && setting === 'host') {
          yield { message: 'The step is in the network of the machine that builds.', range, severity: 'low' };
        }
      }
    }
  },
};
