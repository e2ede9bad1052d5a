/** Which files a program missed, by the messages of loaders and interpreters; found again in the original image. */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import type { Footprint } from '../model/footprint.ts';

type Files = Footprint['files'];

/** What a message names: a path, a library's file name, or a module that the interpreter looks for. */
type Missed =
  | { readonly kind: 'path'; readonly name: string }
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'python' | 'node'; readonly name: string };

// A path starts after what cannot be part of one, so that no text is tried at each of its characters.
const patterns: readonly (readonly [Missed['kind'], RegExp])[] = [
  // glibc's and musl's loaders: https://sourceware.org/git/?p=glibc.git;f=elf/dl-load.c
  ['library', /([\w.+-]{1,200}): cannot open shared object file/g],
  ['library', /Error loading shared library ([\w.+-]{1,200}):/g],
  ['python', /No module named '([\w.]{1,200})'/g],
  ['node', /Cannot find (?:module|package) '([^'\n]{1,300})'/g],
  ['path', /ENOENT: no such file or directory, \w{1,20} '(\/[^'\n]{1,1000})'/g],
  ['path', /No such file or directory -- (\/[^\n]{1,1000}) \(LoadError\)/g],
  ['path', /(?:Failed opening required|Could not open input file:) '?(\/[^'\n]{1,1000})/g],
  ['path', /No such file or directory: '(\/[^'\n]{1,1000})'/g],
  ['path', /(?<![^\s:'"(),=])(\/[^\s:'"(),=]{1,1000})['"]?\)?: [Nn]o such file or directory/g],
  ['path', /(?<![^\s:'"(),=])(\/[^\s:'"(),=]{1,1000}) \(No such file or directory\)/g],
];

const mostNamed = 50;

/** What the text says is missing, each once, in order; at most fifty. */
export function namedMissing(text: string): readonly Missed[] {
  const found = new Map<string, Missed>();
  for (const [kind, pattern] of patterns) {
    for (const [, name = ''] of text.matchAll(pattern)) {
      if (found.size < mostNamed) found.set(`${kind} ${name}`, { kind, name });
    }
  }
  return [...found.values()];
}

/** The files to add: absolute paths of the original that the rewrite does not have, sorted. */
export function findMissing(missed: readonly Missed[], before: Files, after: Files): readonly string[] {
  const found = missed.flatMap((one) => candidates(one, before));
  return [...new Set(found)].filter((path) => resolvePath(after, path) === undefined).sort();
}

/** The libraries that these paths are linked to in turn, with them: one round adds them all. */
export function withLibraries(paths: readonly string[], { files, evidence }: Footprint): readonly string[] {
  const needed = new Map<string, readonly string[]>();
  for (const item of evidence) {
    if (item.kind === 'executable' && item.live) needed.set(item.path, item.needed ?? []);
  }
  const all = new Set(paths);
  for (const path of all) {
    const resolved = resolvePath(files, path);
    const names = resolved === undefined ? [] : (needed.get(contentPath(files, resolved)) ?? []);
    for (const library of findMissing(asMissed(names), files, new Map())) all.add(library);
  }
  return [...all];
}

/** Library names and paths that a check found to be missing. */
export function asMissed(names: readonly string[]): readonly Missed[] {
  return names.map((name) => ({ kind: name.startsWith('/') ? 'path' : 'library', name }));
}

function candidates({ kind, name }: Missed, files: Files): readonly string[] {
  if (kind === 'path' || name.startsWith('/')) {
    const path = posix.normalize(name);
    return resolvePath(files, path) === undefined ? [] : [path];
  }
  if (kind === 'library') return shortest(files, (path) => posix.basename(path) === name);
  if (kind === 'node') {
    const top = name.startsWith('@') ? name.split('/', 2).join('/') : (name.split('/', 1)[0] ?? name);
    return shortest(files, (path) => path.endsWith(`/node_modules/${top}`));
  }
  const module = name.split('.', 1)[0] ?? name;
  return shortest(files, (path) => {
    const parent = posix.basename(posix.dirname(path));
    const isPlace = /^(?:site|dist)-packages$|^python3\.\d+$|^lib-dynload$/.test(parent);
    return isPlace && posix.basename(path).replace(/\.(?:py|(?:cpython-[\w-]+\.)?so)$/, '') === module;
  });
}

/** The one nearest to the root: copies of a library in other software lie deeper. */
function shortest(files: Files, fits: (path: string) => boolean): readonly string[] {
  let best: string | undefined;
  for (const path of files.keys()) {
    if (fits(path) && (best === undefined || path.split('/').length < best.split('/').length)) best = path;
  }
  return best === undefined ? [] : [`/${best}`];
}
