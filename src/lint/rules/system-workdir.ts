/** Rule: WORKDIR in a directory of the kernel. */
import { knownValue, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

const system = /^\/+(?:boot|dev|initrd|lost\+found|proc|sys)(?:\/|$)/;

export const systemWorkdir: DockerfileRule = {
  id: 'DS-0030',
  slug: 'system-workdir',
  kind: 'dockerfile',
  severity: 'high',
  title: 'WORKDIR is a directory of the system',
  why: 'The kernel provides what is below /proc, /sys and /dev when the container starts, and a working directory there has been a way out of containers (CVE-2024-21626).',
  fix: 'Take a directory of your own.',
  aliases: ['AVD-DS-0030', 'DS030'],
  bad: 'FROM debian:13-slim\nWORKDIR /proc/self/fd/8\n',
  good: 'FROM debian:13-slim\nWORKDIR /srv\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'WORKDIR')) {
      const path = knownValue(subject, step, step.instruction.argument);
      if (path === undefined || !system.test(path)) continue;
      yield { message: `\`${path}\` belongs to the system.`, range: step.instruction.argumentRange };
    }
  },
};
