/** Rule: files that are named like credentials get into the image with the rest of the context. */

import { contextCopies } from '../reading/context.ts';
import { isCredentialName } from '../reading/credential-name.ts';
import type { DockerfileRule } from '../rule.ts';

export const contextCredentials: DockerfileRule = {
  id: 'context-credentials',
  slug: 'dockerignore-credentials',
  kind: 'secret',
  severity: 'high',
  title: 'Files named like credentials are copied into the image',
  why: 'Whoever can pull the image has them, from builder stages too where those are pushed as cache; a later RUN rm only hides them.',
  fix: 'Name them in .dockerignore, and hand over what the build needs with `RUN --mount=type=secret`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY . /srv\n',
  good: 'FROM debian:13-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    for (const { files, source, step } of contextCopies(subject)) {
      // A file that is named is told by another rule.
      const found = files.filter(
        ({ path }) => isCredentialName(path) && path !== source.replace(/^(?:\.?\/)+/, ''),
      );
      if (found.length === 0) continue;
      const names = found.slice(0, 3).map(({ path }) => `\`${path}\``);
      yield {
        message: `By their names these files hold credentials: ${names.join(', ')}${found.length > 3 ? ` and ${found.length - 3} more` : ''}.`,
        range: step.instruction.range,
        evidence: found.slice(0, 100).map(({ path }) => ({ label: 'file', value: path })),
      };
    }
  },
};
