/** Rule: a version control folder is in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

const vcs = /^((?:[^/]+\/)*?(?:\.git|\.svn|\.hg|\.bzr|_darcs))\//;

export const vcsFolders: ImageRule = {
  id: 'vcs-folders',
  kind: 'image',
  severity: 'medium',
  title: 'A version control folder is in the image',
  why: 'It hands out the whole history: every secret that was ever committed and removed, names and addresses, and code that is not part of the product.',
  fix: 'Add `.git` to .dockerignore, or copy only the folders that are needed.',
  aliases: ['DKL-LI-0003'],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'repository', (path) => vcs.exec(path)?.[1]);
    yield* treeProblems(footprint, trees, 'Version control data', 'It contains what was deleted long ago.');
  },
};
