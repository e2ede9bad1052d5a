/** The build context on disk: which files a builder would be sent. https://docs.docker.com/build/concepts/context/ */
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type FolderMatch, readDockerignore } from '../dockerfile/dockerignore.ts';
import type { ContextFacts, ContextFile } from '../lint/facts.ts';
import { readTextFile } from './read-text.ts';

export interface ContextLimits {
  /** Files and folders looked at. */
  readonly entries: number;
  readonly depth: number;
}

const defaultLimits: ContextLimits = { entries: 100_000, depth: 64 };
const maxDockerignoreBytes = 1024 * 1024;

/**
 * Walks the folder as .dockerignore leaves it; symbolic links are not followed. `dockerfile` is the Dockerfile's
 * path: `NAME.dockerignore` beside it comes first. Undefined when the folder cannot be read.
 */
export async function readContext(
  folder: string,
  dockerfile: string | undefined,
  limits: ContextLimits = defaultLimits,
): Promise<ContextFacts | undefined> {
  return walkContext(folder, await findDockerignore(folder, dockerfile), limits);
}

/** As `readContext`, for Dockerfiles one after the other: many that lie in one folder have one context. */
export function createContextReader(): (
  folder: string,
  dockerfile: string | undefined,
) => Promise<ContextFacts | undefined> {
  let last: { readonly key: string; readonly context: Promise<ContextFacts | undefined> } | undefined;
  return async (folder, dockerfile) => {
    const ignoreFile = await findDockerignore(folder, dockerfile);
    const key = JSON.stringify([folder, ignoreFile?.path]);
    if (last?.key !== key) last = { key, context: walkContext(folder, ignoreFile, defaultLimits) };
    return last.context;
  };
}

interface IgnoreFile {
  /** Relative to the context. */
  readonly path: string;
  readonly text: string;
}

async function walkContext(
  folder: string,
  ignoreFile: IgnoreFile | undefined,
  limits: ContextLimits,
): Promise<ContextFacts | undefined> {
  const ignore = readDockerignore(ignoreFile?.text ?? '');
  const files: ContextFile[] = [];
  let entries = 0;
  let isComplete = true;

  const walk = async (path: string, depth: number, parent: FolderMatch | undefined): Promise<void> => {
    const folders: { readonly path: string; readonly match: FolderMatch }[] = [];
    for await (const entry of await opendir(join(folder, path))) {
      if (entries >= limits.entries) {
        isComplete = false;
        return;
      }
      entries += 1;
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      const { ignored, folder: match } = ignore.match(name, parent);
      if (entry.isDirectory()) {
        if (ignored && !ignore.hasExceptions) continue;
        if (depth >= limits.depth) isComplete = false;
        else folders.push({ path: name, match });
      } else if (!ignored) {
        files.push({ path: name, bytes: entry.isFile() ? await sizeOf(join(folder, name)) : 0 });
      }
    }
    for (const next of folders) {
      await walk(next.path, depth + 1, next.match).catch(() => {
        isComplete = false;
      });
    }
  };

  try {
    await walk('', 0, undefined);
  } catch {
    return undefined;
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    files,
    totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    isComplete,
    ...(ignoreFile === undefined
      ? {}
      : { dockerignore: { path: ignoreFile.path, patterns: ignore.patterns } }),
  };
}

async function findDockerignore(
  folder: string,
  dockerfile: string | undefined,
): Promise<IgnoreFile | undefined> {
  const own =
    dockerfile === undefined ? [] : [join(dirname(dockerfile), `${basename(dockerfile)}.dockerignore`)];
  for (const path of [...own, join(folder, '.dockerignore')]) {
    const file = await readTextFile(path, maxDockerignoreBytes).catch(() => undefined);
    if (file !== undefined) return { path: relative(folder, path), text: file.text };
  }
  return undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
