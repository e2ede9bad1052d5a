/** What --keep names: the path, and of a program the libraries that it needs beside the base's. */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import { isCopied } from './final-stage.ts';
import { findLibraries } from './libraries.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';
import type { Target } from './target.ts';

/** Copies of what no other copy takes, sorted. */
export function wishedCopies(
  subject: Subject,
  target: Target,
  copies: readonly CopyPlan[],
): readonly CopyPlan[] {
  const { footprint, wishes } = subject.input;
  const keep = wishes?.keep ?? [];
  const roots = keep.flatMap((path) => {
    const found = resolvePath(footprint.files, path);
    const content = found === undefined ? undefined : contentPath(footprint.files, found);
    return content !== undefined && subject.executables.get(content)?.format === 'elf' ? [content] : [];
  });
  const { paths } = findLibraries(footprint, subject.executables, roots, target.libraries);
  const loaders = roots.flatMap((path) => subject.executables.get(path)?.interpreter ?? []);
  const needed = [
    ...paths.map((path) => `/${path}`),
    ...loaders.filter((path) => !target.libraries.has(posix.basename(path))),
  ];
  // A second copy of a library that comes along already would be in the loader's way.
  const names = new Set(copies.flatMap(({ sources }) => sources.map((source) => posix.basename(source))));
  const wanted = [...keep, ...needed.filter((path) => !names.has(posix.basename(path)))];
  return [...new Set(wanted.filter((path) => !isCopied(copies, path)))]
    .sort()
    .map((path) => ({ sources: [path], target: path }));
}
