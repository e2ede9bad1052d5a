/** Rule: files are shipped a second time only because their owner, mode or time changed. */
import type { ImageRule } from './rule.ts';
import { wasteProblems } from './wasted-bytes.ts';

export const metadataCopies: ImageRule = {
  id: 'metadata-copies',
  kind: 'waste',
  severity: 'low',
  title: 'Files are shipped again to change their owner, mode or time',
  why: 'A layer cannot change the owner of a file below it: chown and chmod in a RUN of their own ship every byte a second time.',
  fix: 'Set owner and mode while copying: `COPY --chown=65532:65532 --chmod=755`, or in the RUN that creates the files.',
  aliases: [],
  *check({ footprint }) {
    yield* wasteProblems(footprint, ['metadata-only'], 'ships again with the same content', (hiding) => {
      const culprit = /\b(?:chown|chmod|chgrp|setcap|touch)\b/.exec(hiding?.text ?? '')?.[0];
      return culprit === undefined ? {} : { title: `Files are shipped again by ${culprit}` };
    });
  },
};
