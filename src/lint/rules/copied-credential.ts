/** Rule: COPY names a file that holds credentials. */
import { stepsOf } from '../query.ts';
import { isCredentialName } from '../reading/credential-name.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

export const copiedCredential: DockerfileRule = {
  id: 'copied-credential',
  slug: 'copy-secret',
  kind: 'secret',
  severity: 'high',
  title: 'A file with credentials is copied into the image',
  why: 'It stays in its layer for whoever can pull the image or its build cache; a later RUN rm only hides it.',
  fix: 'Use `RUN --mount=type=secret` for the step that needs it, and mount it when the container runs.',
  aliases: ['DS-0031', 'AVD-DS-0031', 'DS031'],
  bad: 'FROM node:24-slim\nCOPY id_rsa /root/.ssh/id_rsa\nRUN npm ci\n',
  good: 'FROM node:24-slim\nRUN --mount=type=ssh npm ci\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      if (step.instruction.flags.some(({ name }) => name === 'from')) continue;
      for (const { range, value: source } of pathsOf(subject, step).slice(0, -1)) {
        if (source === undefined || !isCredentialName(source.replace(/^(?:\.?\/)+/, ''))) continue;
        yield { message: `By its name, \`${source}\` holds credentials.`, range };
      }
    }
  },
};
