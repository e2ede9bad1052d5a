/** Paths as a process in the container would see them: symlinks followed, never out of the image. */
import type { LiveFile } from '../model/footprint.ts';

type Files = ReadonlyMap<string, LiveFile>;

/** As Linux: more symlinks than these on one path are a loop. https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const maxSymlinks = 40;

/** PATH_MAX; a file system made to waste time must not get more out of a look-up than a real one needs. */
const maxPathLength = 4096;
const maxSteps = 512;

/**
 * The live path that `path` leads to, with every symlink followed inside the image: an absolute target starts at
 * the image's root, `..` stops there. Undefined when nothing is there, on a loop, below something that is no
 * directory, or past the limits. `path` may have a leading slash; what comes back has none.
 */
export function resolvePath(files: Files, path: string): string | undefined {
  if (path.length > maxPathLength) return undefined;
  const rest = path.split('/').reverse();
  let resolved = '';
  let symlinks = 0;
  let steps = 0;
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (name === '' || name === '.') continue;
    steps += 1;
    if (steps > maxSteps || resolved.length > maxPathLength) return undefined;
    if (name === '..') {
      resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')));
      continue;
    }
    const next = resolved === '' ? name : `${resolved}/${name}`;
    const file = files.get(next);
    const content = file?.content ?? file?.entry;
    if (content?.type === 'symlink') {
      symlinks += 1;
      const target = content.link ?? '';
      if (symlinks > maxSymlinks || target.length > maxPathLength) return undefined;
      if (target.startsWith('/')) resolved = '';
      for (const part of target.split('/').reverse()) rest.push(part);
    } else {
      // A directory that no entry declares is not in `files`: only what is there can stand in the way.
      if (content !== undefined && content.type !== 'dir' && rest.length > 0) return undefined;
      resolved = next;
    }
  }
  return files.has(resolved) ? resolved : undefined;
}

/** The path under which a live path's content was read: a hard link's is that of the entry it links to. */
export function contentPath(files: Files, path: string): string {
  return files.get(path)?.content?.path ?? path;
}

/** What runtimes set when the image has no PATH. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Many more than any PATH has. */
const maxDirectories = 256;

/**
 * The executable that a command name leads to, as a resolved live path: searched on PATH of `env` (`KEY=value`),
 * or taken from `workingDir` when the name has a slash.
 */
export function findOnPath(
  files: Files,
  name: string,
  env: readonly string[],
  workingDir = '/',
): string | undefined {
  if (name.includes('/')) return resolvePath(files, pathUnder(workingDir, name));
  if (name === '') return undefined;
  const searchPath = env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length);
  for (const directory of (searchPath || defaultPath).split(':', maxDirectories)) {
    const path = resolvePath(files, `${pathUnder(workingDir, directory)}/${name}`);
    if (path !== undefined && isExecutable(files.get(path))) return path;
  }
  return undefined;
}

function isExecutable(file: LiveFile | undefined): boolean {
  const entry = file?.content ?? file?.entry;
  return entry?.type === 'file' && (entry.mode & 0o111) !== 0;
}

/** `path` as seen from a directory; both may be absolute. Nothing is resolved. */
export function pathUnder(directory: string, path: string): string {
  return path.startsWith('/') ? path : `${directory}/${path}`;
}
