/** Rule: a later layer ships other content at paths that an earlier one ships as well. */
import type { ImageRule } from './rule.ts';
import { wasteProblems } from './wasted-bytes.ts';

export const replacedFiles: ImageRule = {
  id: 'replaced-files',
  kind: 'waste',
  severity: 'low',
  title: 'Files are shipped in several versions',
  why: 'Only the topmost version of a file is visible; the ones below are pulled with every copy of the image.',
  fix: 'Join the steps that write the same files into one RUN, and take a newer base instead of upgrading an old one.',
  aliases: [],
  *check({ footprint }) {
    yield* wasteProblems(footprint, ['replaced', 'repeated'], 'replaces', () => ({}));
  },
};
