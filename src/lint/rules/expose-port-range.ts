/** Rule: EXPOSE with a port that does not exist. https://docs.docker.com/reference/dockerfile/#expose */
import { portsOf } from '../reading/port.ts';
import type { DockerfileRule } from '../rule.ts';

export const exposePortRange: DockerfileRule = {
  id: 'DL3011',
  slug: 'expose-port-range',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'EXPOSE names a port that does not exist',
  why: 'Ports end at 65535; builders refuse anything above.',
  fix: 'Write a port from 0 to 65535.',
  aliases: ['DS-0008', 'AVD-DS-0008', 'DS008'],
  bad: 'FROM debian:13-slim\nEXPOSE 80800\n',
  good: 'FROM debian:13-slim\nEXPOSE 8080\n',
  *check(subject) {
    for (const { port, range } of portsOf(subject)) {
      const wrong = port.split('-').find((part) => /^\d+$/.test(part) && Number(part) > 65535);
      if (wrong === undefined) continue;
      yield { message: `There is no port ${wrong.slice(0, 20)}: the last one is 65535.`, range };
    }
  },
};
