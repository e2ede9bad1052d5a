/** Walks a directory on one file system in the order of a tar: parents first, names in byte order, links not followed. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { errno, fileError } from './files.ts';

/** The interfaces of a running kernel: empty in any image, so that leaving them out is no loss worth a warning. */
const kernelDirectories: ReadonlySet<string> = new Set(['dev', 'proc', 'run', 'sys']);

const slash = Buffer.from('/');

export interface WalkedPath {
  /** Relative to the root, as bytes; empty for the root itself. */
  readonly path: Buffer;
  readonly stats: Stats;
}

/** The file's path for a system call: bytes, since a name need not be text. `root` ends in a slash. */
export function absolutePath(root: string, path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(root), path]);
}

/**
 * Yields the root and all below it. `trouble` takes the paths that could not be looked at and the directories
 * on which another file system is mounted, each with a reason; neither ends the walk.
 */
export function* walkDirectory(
  root: string,
  trouble: (path: Buffer, reason: string) => void,
): Generator<WalkedPath, void, undefined> {
  const device = deviceOf(root);
  // Each directory's children are pushed in reverse, so that the stack pops them in order.
  const pending: Buffer[] = [Buffer.alloc(0)];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    try {
      const stats = lstatSync(absolutePath(root, path));
      yield { path, stats };
      if (!stats.isDirectory()) continue;
      if (stats.dev === device) for (const child of childrenOf(root, path)) pending.push(child);
      else if (!kernelDirectories.has(path.toString())) trouble(path, 'another file system is mounted there');
    } catch (error) {
      trouble(path, errno(error) ?? String(error));
    }
  }
}

function deviceOf(root: string): number {
  try {
    return lstatSync(root).dev;
  } catch (error) {
    throw fileError(error, root);
  }
}

/** Last name first. */
function childrenOf(root: string, path: Buffer): readonly Buffer[] {
  const names = readdirSync(absolutePath(root, path), { encoding: 'buffer' });
  names.sort((a, b) => Buffer.compare(b, a));
  return path.length === 0 ? names : names.map((name) => Buffer.concat([path, slash, name]));
}
