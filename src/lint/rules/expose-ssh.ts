/** Rule: EXPOSE with the port of SSH. */
import { portsOf } from '../reading/port.ts';
import type { DockerfileRule } from '../rule.ts';

export const exposeSsh: DockerfileRule = {
  id: 'DS-0004',
  slug: 'expose-ssh',
  kind: 'dockerfile',
  severity: 'medium',
  title: "SSH's port is exposed",
  why: 'A login server in a container is one more program to update and one more way in; `docker exec` and `kubectl exec` need none.',
  fix: 'Take the port out, and the server with it.',
  aliases: ['AVD-DS-0004', 'DS004'],
  bad: 'FROM debian:13-slim\nEXPOSE 22\n',
  good: 'FROM debian:13-slim\nEXPOSE 8080\n',
  *check(subject) {
    for (const { port, range } of portsOf(subject)) {
      const [first, last = first] = port.split('-').map(Number);
      if (first === undefined || last === undefined || !(first <= 22 && 22 <= last)) continue;
      yield { message: 'Port 22 is where SSH listens.', range };
    }
  },
};
