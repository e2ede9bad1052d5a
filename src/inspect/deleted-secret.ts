/** Rule: a later layer deleted or replaced a file with a secret that is still shipped. */

import type { ImageRule } from './rule.ts';
import { secretFileProblems } from './secret-files.ts';

export const deletedSecret: ImageRule = {
  id: 'deleted-secret',
  kind: 'secret',
  severity: 'high',
  title: 'A deleted file with a secret is still shipped',
  why: 'Deleting a file in a later layer only hides it: the layer that added it is pulled and can be unpacked by anybody.',
  fix: 'Revoke it, and build again without ever copying it in: `RUN --mount=type=secret`, or a builder stage that is not shipped.',
  aliases: ['CIS-DI-0010'],
  *check({ footprint }) {
    yield* secretFileProblems(footprint, false);
  },
};
