/** Folders of an interpreted application: what to take along, who writes there, which compiled files lie in them. */
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/** ELF files at or below the absolute paths. */
export function elvesBelow(subject: Subject, paths: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const [path, evidence] of subject.executables) {
    if (evidence.format !== 'elf') continue;
    if (paths.some((one) => `/${path}` === one || `/${path}`.startsWith(`${one}/`))) found.push(path);
  }
  return found.sort();
}

/** A copy to the same place; writable where the original's non-root user owned it. */
export function keepPath(subject: Subject, path: string): CopyPlan {
  const { files, users } = subject.input.footprint;
  const owner = files.get(path.slice(1))?.entry.uid ?? 0;
  const writable = owner !== 0 && owner === users.runsAs.uid;
  return { sources: [path], target: path, ...(writable ? { writable } : {}) };
}

/** The copies without sources that already come with a copied folder. */
export function beside(copies: readonly CopyPlan[], folders: readonly string[]): readonly CopyPlan[] {
  const isInside = (source: string): boolean => folders.some((one) => source.startsWith(`${one}/`));
  return copies
    .map((copy) => ({ ...copy, sources: copy.sources.filter((source) => !isInside(source)) }))
    .filter(({ sources }) => sources.length > 0);
}

/** True when a live path is the absolute path or lies below it. */
export function exists(subject: Subject, path: string): boolean {
  const { files } = subject.input.footprint;
  if (files.has(path.slice(1))) return true;
  const prefix = `${path.slice(1)}/`;
  for (const one of files.keys()) if (one.startsWith(prefix)) return true;
  return false;
}
