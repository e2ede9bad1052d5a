/** Rule: headers, static libraries and debug symbols are in the image. */
import { posix } from 'node:path';
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

const directory = /^(usr\/(?:local\/)?include|usr\/lib\/debug|usr\/src)\//;
const library = /^((?:usr\/(?:local\/)?)?lib(?:32|64)?)\//;
const linkable: ReadonlySet<string> = new Set(['.a', '.la', '.o']);

export const developmentFiles: ImageRule = {
  id: 'development-files',
  kind: 'waste',
  severity: 'info',
  title: 'Headers, static libraries or debug symbols are in the image',
  why: 'They serve to build and to debug programs; a finished program reads none of them.',
  fix: 'Build in a builder stage and install the run-time packages only: `libpq5`, not `libpq-dev`, in the final stage.',
  aliases: [],
  *check({ footprint }) {
    const trees = measureTrees(
      footprint,
      'development files',
      (path) =>
        directory.exec(path)?.[1] ??
        (linkable.has(posix.extname(path)) ? library.exec(path)?.[1] : undefined),
    );
    yield* treeProblems(
      footprint,
      trees,
      'Headers, sources, static libraries and debug symbols',
      'A finished program reads none of them.',
      1_000_000,
    );
  },
};
