/** A file system that is put together from what a Dockerfile says, in the form that a read one has. */
import { posix } from 'node:path';
import type { LiveFile, LocatedEvidence } from '../model/footprint.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import type { ForeseenBase } from './foresee-base.ts';

export interface ForeseenFiles {
  /** A file of the build at an absolute path, with the folders above it. */
  readonly file: (path: string, evidence?: Omit<ExecutableEvidence, 'kind' | 'path'>) => void;
  readonly folder: (path: string) => void;
  readonly has: (path: string) => boolean;
  /** Notes what rests on a convention, a sentence. */
  readonly assume: (sentence: string) => void;
  /** Sorted by path, as a footprint's. */
  readonly live: () => ReadonlyMap<string, LiveFile>;
  readonly evidence: () => readonly LocatedEvidence[];
  readonly unproven: () => readonly string[];
}

/** Layer 0 is the base's, layer 1 the build's. */
export function foreseenFiles(base: ForeseenBase): ForeseenFiles {
  const files = new Map<string, LiveFile>();
  const found = new Map<string, LocatedEvidence>();
  const sentences = new Set<string>();
  const add = (path: string, type: 'file' | 'dir' | 'symlink', layer: number, link?: string): void => {
    const clean = posix.normalize(`/${path}`).slice(1).replace(/\/$/, '');
    if (clean === '' || files.get(clean)?.entry.type === 'file') return;
    add(posix.dirname(clean), 'dir', layer);
    const size = { fileBytes: 0, tarBytes: 0, mtime: 0, uid: 0, gid: 0, mode: 0o755 };
    const entry = { path: clean, type, ...size, ...(link === undefined ? {} : { link }) };
    if (type !== 'dir' || !files.has(clean)) files.set(clean, { entry, layer });
  };
  const program = (
    path: string,
    layer: number,
    evidence: Omit<ExecutableEvidence, 'kind' | 'path'>,
  ): void => {
    const clean = posix.normalize(`/${path}`).slice(1);
    found.set(clean, { kind: 'executable', path: clean, ...evidence, layer, live: true });
  };
  for (const [path, link] of base.links) add(path, 'symlink', 0, link);
  for (const path of base.folders) add(path, 'dir', 0);
  for (const [path, evidence] of base.programs) {
    add(path, 'file', 0);
    program(path, 0, evidence);
  }
  return {
    file(path, evidence) {
      add(path, 'file', 1);
      if (evidence !== undefined) program(path, 1, evidence);
    },
    folder: (path) => add(path, 'dir', 1),
    has: (path) => files.has(posix.normalize(`/${path}`).slice(1)),
    assume: (sentence) => sentences.add(sentence),
    live: () => new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
    evidence: () => [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    unproven: () => [...sentences],
  };
}
