/** Files that are in the image more than once under different names. */
import type { DuplicateSet, LiveFile } from '../model/footprint.ts';

/** Smaller files cost little more than their tar header; thousands of empty ones would drown the rest. */
const minBytes = 1024;

/** Sets of live regular files with the same content, hard links not counted; largest saving first, paths in order. */
export function findDuplicates(files: ReadonlyMap<string, LiveFile>): readonly DuplicateSet[] {
  const byContent = new Map<string, { readonly fileBytes: number; readonly paths: string[] }>();
  for (const [path, { entry }] of files) {
    if (entry.type !== 'file' || entry.sha256 === undefined || entry.fileBytes < minBytes) continue;
    const set = byContent.get(entry.sha256);
    if (set === undefined) byContent.set(entry.sha256, { fileBytes: entry.fileBytes, paths: [path] });
    else set.paths.push(path);
  }
  return [...byContent]
    .filter(([, { paths }]) => paths.length > 1)
    .map(([sha256, { fileBytes, paths }]) => {
      return { sha256, fileBytes, paths, wastedBytes: (paths.length - 1) * fileBytes };
    })
    .sort((a, b) => b.wastedBytes - a.wastedBytes || (a.sha256 < b.sha256 ? -1 : 1));
}
