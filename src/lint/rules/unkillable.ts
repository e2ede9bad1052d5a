/** Rule: STOPSIGNAL with a signal that cannot be handled. https://docs.docker.com/reference/dockerfile/#stopsignal */
import { knownValue, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const unkillable: DockerfileRule = {
  id: 'stop-by-kill',
  slug: 'stopsignal-kill',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The container is stopped by a signal that nothing can handle',
  why: 'With SIGKILL or SIGSTOP the program cannot finish requests, write files or release locks; Docker sends SIGKILL by itself when the time is up.',
  fix: 'Name the signal that the program ends on, mostly SIGTERM, SIGINT or SIGQUIT.',
  aliases: [],
  bad: 'FROM debian:13-slim\nSTOPSIGNAL SIGKILL\n',
  good: 'FROM debian:13-slim\nSTOPSIGNAL SIGTERM\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'STOPSIGNAL')) {
      const signal = knownValue(subject, step, step.instruction.argument);
      if (signal === undefined || !/^(?:(?:SIG)?(?:KILL|STOP)|9|19)$/i.test(signal)) continue;
      yield { message: `No program can handle \`${signal}\`.`, range: step.instruction.argumentRange };
    }
  },
};
