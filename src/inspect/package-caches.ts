/** Rule: what package managers downloaded and no longer need is still in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

/** Directories whose content a package manager downloads again when it needs it. */
const systemCache =
  /^(var\/lib\/apt\/lists|var\/cache\/(?:apt|apk|yum|dnf|libdnf5|zypp|pacman\/pkg)|etc\/apk\/cache|opt\/conda\/pkgs|go\/pkg\/mod\/cache|usr\/local\/(?:cargo\/registry|share\/\.cache))\//;

/** The same below a home directory. */
const homeCache =
  /^((?:root|home\/[^/]{1,64})\/(?:\.cache\/[^/]{1,100}|\.npm|\.composer\/cache|\.cargo\/registry|\.gradle\/caches|\.m2\/repository|\.nuget\/packages|\.bundle\/cache|\.conda\/pkgs|\.bun\/install\/cache|go\/pkg\/mod\/cache|\.local\/share\/pnpm\/store))\//;

export const packageCaches: ImageRule = {
  id: 'package-caches',
  kind: 'waste',
  severity: 'low',
  title: 'Package caches and lists are left in the image',
  why: 'Downloaded packages and indexes are of use only while installing; they are pulled with every copy of the image and are out of date at once.',
  fix: 'Delete them in the same RUN (`rm -rf /var/lib/apt/lists/*`, `apk add --no-cache`, `pip install --no-cache-dir`) or keep them in `RUN --mount=type=cache`.',
  aliases: [
    'DKL-DI-0004',
    'DKL-DI-0005',
    'DKL-LI-0003',
    'DL3009',
    'DL3019',
    'DL3032',
    'DL3036',
    'DL3040',
    'DL3042',
    'DL3060',
    'DS-0015',
    'DS-0019',
    'DS-0020',
    'DS-0025',
    'DS-0027',
  ],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'cache', (path, { entry }) => {
      if (entry.fileBytes === 0) return undefined;
      return systemCache.exec(path)?.[1] ?? homeCache.exec(path)?.[1];
    });
    yield* treeProblems(
      footprint,
      trees,
      'Package caches',
      'Nothing reads them when the container runs.',
      16_384,
    );
  },
};
