/** Adds up live files by the directory (or kind) a rule groups them under. */
import type { Footprint, LiveFile } from '../model/footprint.ts';
import { count, formatBytes } from './bytes.ts';
import type { Problem } from './rule.ts';
import { listSome, problemsByOrigin, type Sighting } from './sighting.ts';

/** Files of one layer under one root. `tarBytes` is what they take in the layer's tar. */
export interface Tree extends Sighting {
  readonly path: string;
  readonly files: number;
  readonly tarBytes: number;
}

/**
 * Groups live files by root and layer, largest first. `rootOf` gives the root a path is counted under,
 * or undefined to leave it out; directories themselves are not counted.
 */
export function measureTrees(
  footprint: Footprint,
  label: string,
  rootOf: (path: string, file: LiveFile) => string | undefined,
): Tree[] {
  const sums = new Map<string, { path: string; layer: number; files: number; tarBytes: number }>();
  for (const [path, file] of footprint.files) {
    if (file.entry.type === 'dir') continue;
    const root = rootOf(path, file);
    if (root === undefined) continue;
    const key = `${file.layer}\0${root}`;
    const sum = sums.get(key) ?? { path: root, layer: file.layer, files: 0, tarBytes: 0 };
    sum.files += 1;
    sum.tarBytes += file.entry.tarBytes;
    sums.set(key, sum);
  }
  return [...sums.values()]
    .sort(
      (a, b) => b.tarBytes - a.tarBytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.layer - b.layer),
    )
    .map((sum) => ({ ...sum, label, value: `${formatBytes(sum.tarBytes)} in ${count(sum.files, 'file')}` }));
}

function totalTarBytes(trees: readonly Pick<Tree, 'tarBytes'>[]): number {
  return trees.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
}

/** One problem for own trees and one for the base's, each only from `minimumBytes` on. `what` is a plural: `Manuals`. */
export function* treeProblems(
  footprint: Footprint,
  trees: readonly Tree[],
  what: string,
  why: string,
  minimumBytes = 1,
): Generator<Problem> {
  const problems = problemsByOrigin(footprint, trees, (group) => {
    const savedBytes = totalTarBytes(group);
    const where = listSome(
      group.map(({ path }) => `/${path}`),
      3,
    );
    return { message: `${what} in ${where} take up ${formatBytes(savedBytes)}. ${why}`, savedBytes };
  });
  for (const problem of problems) if ((problem.savedBytes ?? 0) >= minimumBytes) yield problem;
}
