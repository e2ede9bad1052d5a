/** Rule: HEALTHCHECK more than once in a stage. https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/ */
import { repeated } from '../reading/repeated.ts';
import type { DockerfileRule } from '../rule.ts';

export const repeatedHealthcheck: DockerfileRule = {
  id: 'DL3012',
  slug: 'repeated-healthcheck',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A stage has more than one HEALTHCHECK',
  why: 'Only the last one counts; the others are read by people and by nothing else.',
  fix: 'Keep the last one.',
  aliases: ['MultipleInstructionsDisallowed', 'DS-0023', 'AVD-DS-0023', 'DS023'],
  bad: 'FROM debian:13-slim\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK CMD ["b"]\n',
  good: 'FROM debian:13-slim\nHEALTHCHECK CMD ["b"]\n',
  check: (subject) => repeated(subject, 'HEALTHCHECK'),
};
