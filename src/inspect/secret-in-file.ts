/** Rule: a file of the image holds a secret. */

import type { ImageRule } from './rule.ts';
import { secretFileProblems } from './secret-files.ts';

export const secretInFile: ImageRule = {
  id: 'secret-in-file',
  kind: 'secret',
  severity: 'high',
  title: 'A file holds a secret',
  why: 'Everybody who can pull the image can read it, for as long as any copy exists.',
  fix: 'Revoke it, keep it out of the build context with .dockerignore, and hand it in at run time or with `RUN --mount=type=secret`.',
  aliases: ['CIS-DI-0010', 'DS-0031'],
  *check({ footprint }) {
    yield* secretFileProblems(footprint, true);
  },
};
