/** Rule: temporary files and logs of the build are in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

const temporary = /^(tmp|var\/tmp|var\/log|var\/crash|run)\//;

export const temporaryFiles: ImageRule = {
  id: 'temporary-files',
  kind: 'waste',
  severity: 'info',
  title: 'Temporary files or logs of the build are in the image',
  why: 'What a build leaves in /tmp and /var/log is shipped to everybody and may tell more about the build than it should.',
  fix: 'Delete them at the end of the RUN that makes them, or mount a tmpfs: `RUN --mount=type=tmpfs,target=/tmp`.',
  aliases: [],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'left over', (path, { entry }) =>
      entry.fileBytes === 0 ? undefined : temporary.exec(path)?.[1],
    );
    yield* treeProblems(
      footprint,
      trees,
      'Files that the build left behind',
      'The container does not need them.',
      65_536,
    );
  },
};
