/** Shared libraries that files need and a base has not: the closure over DT_NEEDED. https://man7.org/linux/man-pages/man8/ld.so.8.html */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import type { Footprint } from '../model/footprint.ts';
import type { ExecutableEvidence } from '../model/layer.ts';

export interface Libraries {
  /** Names to copy, as live paths under which the loader found them, sorted. */
  readonly paths: readonly string[];
  /** DT_NEEDED names that are nowhere in the image, sorted. */
  readonly missing: readonly string[];
}

/**
 * What `roots` (live paths of ELF files) need beyond `provided`, followed through the libraries themselves.
 * Only DT_NEEDED is seen: what a program opens by name at run time is not.
 */
export function findLibraries(
  footprint: Pick<Footprint, 'files'>,
  executables: ReadonlyMap<string, ExecutableEvidence>,
  roots: Iterable<string>,
  provided: ReadonlySet<string>,
): Libraries {
  const byName = indexLibraries(footprint);
  const paths = new Set<string>();
  const missing = new Set<string>();
  const seen = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const content = contentPath(footprint.files, path);
    const executable = executables.get(content);
    for (const name of executable?.needed ?? []) {
      if (provided.has(name) || seen.has(name)) continue;
      seen.add(name);
      const found = findBeside(footprint, content, executable?.searchPaths, name) ?? byName.get(name);
      const target = found === undefined ? undefined : resolvePath(footprint.files, found);
      if (found === undefined || target === undefined) missing.add(name);
      else {
        paths.add(found);
        queue.push(target);
      }
    }
  }
  return { paths: [...paths].sort(), missing: [...missing].sort() };
}

/** Where the file's own search path leads, with links followed on the way to the directory only. */
function findBeside(
  { files }: Pick<Footprint, 'files'>,
  path: string,
  searchPaths: readonly string[] | undefined,
  name: string,
): string | undefined {
  const origin = posix.dirname(`/${path}`);
  for (const written of searchPaths ?? []) {
    const folder = posix.join('/', written.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, origin));
    // Layers may leave out the entries of folders.
    const found = posix.join(resolvePath(files, folder) ?? folder.slice(1), name);
    if (files.has(found)) return found;
  }
  return undefined;
}

// The loader's own order: what ldconfig's directories have comes before what lies elsewhere.
const directories: readonly RegExp[] = [
  /^(usr\/)?lib\/[\w]+-linux-(gnu|musl)\w*$/,
  /^(usr\/)?lib(64)?$/,
  /^usr\/local\/lib(\/[\w]+-linux-(gnu|musl)\w*)?$/,
];

function indexLibraries({ files }: Pick<Footprint, 'files'>): ReadonlyMap<string, string> {
  const found = new Map<string, { readonly path: string; readonly rank: number }>();
  for (const path of files.keys()) {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (!/\.so(\.|$)|^ld-/.test(name)) continue;
    const index = directories.findIndex((pattern) => pattern.test(path.slice(0, Math.max(0, slash))));
    const rank = index < 0 ? directories.length : index;
    const known = found.get(name);
    if (known === undefined || rank < known.rank || (rank === known.rank && path < known.path)) {
      found.set(name, { path, rank });
    }
  }
  return new Map([...found].map(([name, { path }]) => [name, path]));
}
