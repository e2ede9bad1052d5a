/** Rule: no HEALTHCHECK. https://docs.docker.com/reference/dockerfile/#healthcheck */
import { lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const noHealthcheck: DockerfileRule = {
  id: 'DL3057',
  slug: 'no-healthcheck',
  kind: 'dockerfile',
  severity: 'info',
  title: 'The image has no HEALTHCHECK',
  why: 'Docker and Swarm see only whether the process is there. Kubernetes ignores it and has probes of its own, which is why the rule is off until it is asked for.',
  fix: 'Add a HEALTHCHECK, or HEALTHCHECK NONE to say that there is none.',
  aliases: ['DS-0026', 'AVD-DS-0026', 'DS026', 'CIS-DI-0006'],
  bad: 'FROM debian:13-slim\nCMD ["/srv/run"]\n',
  good: 'FROM debian:13-slim\nHEALTHCHECK CMD ["/srv/run", "--probe"]\nCMD ["/srv/run"]\n',
  isOptional: true,
  *check(subject) {
    const { target } = subject;
    if (target === undefined) return;
    const has = lineageOf(subject, target.index).some(({ instructions }) =>
      instructions.some(({ keyword }) => keyword === 'HEALTHCHECK'),
    );
    if (!has)
      yield {
        message: 'Neither this stage nor one that it is built on has a HEALTHCHECK.',
        range: target.from.range,
      };
  },
};
