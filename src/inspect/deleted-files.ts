/** Rule: a later layer deletes files that an earlier one still ships. */
import type { ImageRule } from './rule.ts';
import { wasteProblems } from './wasted-bytes.ts';

export const deletedFiles: ImageRule = {
  id: 'deleted-files',
  kind: 'waste',
  severity: 'low',
  title: 'Deleted files are still shipped',
  why: 'A layer cannot take anything away from the layers below: what it deletes is hidden, pulled all the same, and readable by whoever unpacks the layer.',
  fix: 'Delete in the same RUN that creates the files, or build in a stage of its own and copy the result.',
  aliases: [],
  *check({ footprint }) {
    yield* wasteProblems(footprint, ['deleted'], 'deletes', () => ({}));
  },
};
