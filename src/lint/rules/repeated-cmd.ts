/** Rule: CMD more than once in a stage. https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/ */
import { repeated } from '../reading/repeated.ts';
import type { DockerfileRule } from '../rule.ts';

export const repeatedCmd: DockerfileRule = {
  id: 'DL4003',
  slug: 'repeated-cmd',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A stage has more than one CMD',
  why: 'Only the last one counts; the others are read by people and by nothing else.',
  fix: 'Keep the last one.',
  aliases: ['MultipleInstructionsDisallowed', 'DS-0016', 'AVD-DS-0016', 'DS016', 'ID.20011'],
  bad: 'FROM debian:13-slim\nCMD ["a"]\nCMD ["b"]\n',
  good: 'FROM debian:13-slim\nCMD ["b"]\n',
  check: (subject) => repeated(subject, 'CMD'),
};
