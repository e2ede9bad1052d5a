/** Single files written as few copies: a folder whose files are all kept is copied as one. */
import { posix } from 'node:path';
import type { LiveFile } from '../model/footprint.ts';
import type { CopyPlan } from './plan.ts';

/** Copies of live paths to where they are, sorted; files of one folder share a line. Links come with their folder. */
export function copiesOf(
  files: ReadonlyMap<string, LiveFile>,
  kept: ReadonlySet<string>,
): readonly CopyPlan[] {
  const total = countByFolder(
    [...files].flatMap(([path, { entry }]) =>
      entry.type === 'dir' || entry.type === 'symlink' ? [] : [path],
    ),
  );
  const own = countByFolder([...kept].filter((path) => files.get(path)?.entry.type !== 'symlink'));
  const isWhole = (folder: string): boolean =>
    // System folders grow with the next package: their files are named one by one.
    folder.split('/').length > 2 && own.has(folder) && total.get(folder) === own.get(folder);
  const folders = new Set<string>();
  const byFolder = new Map<string, string[]>();
  for (const path of [...kept].sort()) {
    const whole = foldersOf(path).find(isWhole);
    if (whole !== undefined) {
      folders.add(`/${whole}`);
      continue;
    }
    const folder = posix.dirname(`/${path}`);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), `/${path}`]);
  }
  const copies = [
    ...[...folders].map((path) => ({ sources: [path], target: path })),
    ...[...byFolder].map(([folder, sources]) => ({
      sources,
      target: sources.length === 1 ? (sources[0] ?? '') : `${folder === '/' ? '' : folder}/`,
    })),
  ];
  return copies.sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0));
}

function countByFolder(paths: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    for (const folder of foldersOf(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

/** The folders above a path, outermost first. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}
