/** Rule: ENTRYPOINT more than once in a stage. https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/ */
import { repeated } from '../reading/repeated.ts';
import type { DockerfileRule } from '../rule.ts';

export const repeatedEntrypoint: DockerfileRule = {
  id: 'DL4004',
  slug: 'repeated-entrypoint',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A stage has more than one ENTRYPOINT',
  why: 'Only the last one counts; the others are read by people and by nothing else.',
  fix: 'Keep the last one.',
  aliases: ['MultipleInstructionsDisallowed', 'DS-0007', 'AVD-DS-0007', 'DS007', 'ID.20010'],
  bad: 'FROM debian:13-slim\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
  good: 'FROM debian:13-slim\nENTRYPOINT ["b"]\n',
  check: (subject) => repeated(subject, 'ENTRYPOINT'),
};
