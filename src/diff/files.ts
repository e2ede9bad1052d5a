/** Files of the final file systems that came, went or changed. */
import type { LiveFile } from '../model/footprint.ts';
import type { Entry } from '../model/layer.ts';

export interface FileChange {
  readonly path: string;
  /** Length of the content; absent on the side that has no such path. */
  readonly before?: number;
  readonly after?: number;
}

/** All are counted, the largest hundred listed: largest first, then by path. Directories are not counted. */
export interface FileChanges {
  readonly count: number;
  readonly bytes: number;
  readonly largest: readonly FileChange[];
}

export interface FilesDiff {
  readonly added: FileChanges;
  readonly removed: FileChanges;
  /** Other content, type, mode or owner; times do not count. */
  readonly changed: FileChanges;
}

type Files = ReadonlyMap<string, LiveFile>;

const listMost = 100;

export function diffFiles(before: Files, after: Files): FilesDiff {
  const added: FileChange[] = [];
  const removed: FileChange[] = [];
  const changed: FileChange[] = [];
  for (const [path, file] of after) {
    const old = before.get(path);
    if (file.entry.type === 'dir' && (old === undefined || old.entry.type === 'dir')) continue;
    if (old === undefined || old.entry.type === 'dir') added.push({ path, after: bytesOf(file) });
    else if (file.entry.type === 'dir') removed.push({ path, before: bytesOf(old) });
    else if (identity(old) !== identity(file)) {
      changed.push({ path, before: bytesOf(old), after: bytesOf(file) });
    }
  }
  for (const [path, file] of before) {
    if (!after.has(path) && file.entry.type !== 'dir') removed.push({ path, before: bytesOf(file) });
  }
  return { added: summarize(added), removed: summarize(removed), changed: summarize(changed) };
}

/** A hard link is what it links to. */
function contentOf({ entry, content }: LiveFile): Entry {
  return content ?? entry;
}

function bytesOf(file: LiveFile): number {
  return contentOf(file).fileBytes;
}

function identity(file: LiveFile): string {
  const { type, mode, uid, gid, sha256, link, capability } = contentOf(file);
  // What a hard link links to is its content, compared as such.
  return JSON.stringify([type, mode, uid, gid, sha256, type === 'symlink' ? link : '', capability]);
}

function summarize(changes: readonly FileChange[]): FileChanges {
  const size = ({ before, after }: FileChange): number => after ?? before ?? 0;
  const sorted = changes.toSorted((a, b) => size(b) - size(a) || (a.path < b.path ? -1 : 1));
  return {
    count: changes.length,
    bytes: changes.reduce((sum, change) => sum + size(change), 0),
    largest: sorted.slice(0, listMost),
  };
}
