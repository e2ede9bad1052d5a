/** Rule: what a builder refuses to read. https://docs.docker.com/reference/dockerfile/ */
import type { DockerfileRule } from '../rule.ts';

export const syntaxError: DockerfileRule = {
  id: 'DL1000',
  slug: 'syntax-error',
  kind: 'dockerfile',
  severity: 'high',
  title: 'The builder would refuse this line',
  why: 'A build stops at the first line that it cannot read; the rest of the file is reviewed nevertheless.',
  fix: 'Write the instruction as the Dockerfile reference has it.',
  aliases: ['ID.20000', 'ID.20001', 'ID.20002', 'ID.20004', 'ID.20005', 'ID.20007', 'ID.20014', 'ID.20016'],
  bad: 'FROM debian:13-slim\nRUNN true\n',
  good: 'FROM debian:13-slim\nRUN true\n',
  *check({ dockerfile }) {
    for (const { message, range } of dockerfile.problems) {
      yield { message: `A builder refuses this: ${message}.`, range };
    }
  },
};
