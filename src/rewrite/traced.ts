/** What a trace of the running container adds to a rewrite: files that nothing else tells of. */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import { copiesOf } from './kept-files.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';
import type { Target } from './target.ts';

export interface TracedPaths {
  /** Live paths of files by the name they were opened under. */
  readonly files: ReadonlySet<string>;
  /** Absolute folders in which something was made, changed or removed. */
  readonly written: ReadonlySet<string>;
}

/** What is never copied: the kernel's, what is made anew for each container, the loader's index of another image. */
const foreign =
  /^(?:proc|sys|dev|tmp|run|var\/run|var\/tmp)(?:\/|$)|^etc\/(?:ld\.so\.cache|hostname|hosts|resolv\.conf|mtab)$/;

/**
 * Paths of the program and of what it started. Where the log shows the program's start, what came before it is
 * the work of wrappers, shells and the runtime, and does not count.
 */
export function tracedPaths(subject: Subject): TracedPaths {
  const { trace } = subject.input.wishes ?? {};
  const { files } = subject.input.footprint;
  const found = new Set<string>();
  const written = new Set<string>();
  if (trace === undefined) return { files: found, written };
  const absolute = (path: string): string => posix.resolve(subject.workdir, path);
  const isProgram = ({ kind, path }: (typeof trace.events)[number]): boolean =>
    kind === 'exec' && resolvePath(files, absolute(path)) === subject.program;
  const hasStart = subject.program !== undefined && trace.events.some(isProgram);
  const inside = new Set<number>();
  const strangers = new Set<number>();
  for (const event of trace.events) {
    if (hasStart && !inside.has(event.pid)) {
      const isChild = !strangers.has(event.pid) && inside.has(trace.parents.get(event.pid) ?? -1);
      if (!isChild && !isProgram(event)) {
        strangers.add(event.pid);
        continue;
      }
      inside.add(event.pid);
    }
    const path = absolute(event.path);
    if (event.kind === 'write') written.add(posix.dirname(path));
    else {
      const name = nameOf(files, path);
      if (name !== undefined && !foreign.test(name)) found.add(name);
    }
  }
  return { files: found, written };
}

/** The live path of a file, its folders resolved and its own link kept: libraries are found by the link's name. */
function nameOf(files: Subject['input']['footprint']['files'], path: string): string | undefined {
  const real = resolvePath(files, path);
  const type = real === undefined ? undefined : files.get(real)?.entry.type;
  if (type !== 'file' && type !== 'hardlink') return undefined;
  // Layers may leave out the entries of folders.
  const folder = resolvePath(files, posix.dirname(path)) ?? posix.dirname(path).slice(1);
  const name = posix.join(folder, posix.basename(path));
  return files.has(name) ? name : real;
}

/** Files of the original runtime that the target's own stand in for. */
const standIns: readonly (readonly [target: RegExp, files: RegExp])[] = [
  [
    /^python/,
    /^usr\/(?:local\/)?(?:bin\/python[\d.]*|lib\/(?:python3[\d.]*\/(?!(?:site|dist)-packages\/)|libpython))/,
  ],
  [/^node/, /^usr\/(?:local\/)?(?:bin\/node(?:js)?|lib\/node_modules\/(?:npm|corepack)\/.*)$/],
  [/^java/, /^(?:opt\/java|usr\/lib\/jvm|opt\/[\w.-]*(?:jdk|jre)[\w.-]*)\//],
];
const certificates = /^(?:etc\/ssl|usr\/(?:share|lib|local\/share)\/(?:ca-certificates|ssl))\//;
/** Of the C library, where the base has one. */
const system =
  /^(?:etc\/(?:passwd|group|nsswitch\.conf|localtime|os-release|debian_version|ssl\/openssl\.cnf)|usr\/lib\/(?:os-release|locale\/C\.utf8\/.*)|(?:usr\/)?lib\/[\w-]+\/(?:libnss_\w+\.so\.2|gconv\/gconv-modules\.cache)|(?:usr\/)?lib(?:64)?\/ld-linux[\w.-]*)$/;

/** Copies of traced files that neither the plan's copies nor the target have, sorted. */
export function tracedCopies(
  subject: Subject,
  { files: traced }: TracedPaths,
  target: Target,
  isKept: (path: string) => boolean,
): readonly CopyPlan[] {
  const { files } = subject.input.footprint;
  const replaced = standIns.filter(([id]) => id.test(target.id)).map(([, pattern]) => pattern);
  const brings = (path: string): boolean =>
    target.libraries.has(posix.basename(path)) ||
    (target.program !== undefined && contentPath(files, path) === subject.program) ||
    replaced.some((pattern) => pattern.test(path)) ||
    (target.caCertificates && certificates.test(path)) ||
    (target.timeZones && /^usr\/share\/zoneinfo\//.test(path)) ||
    (target.id !== 'scratch' && system.test(path));
  const added = [...traced].filter((path) => !isKept(`/${path}`) && !brings(path));
  return copiesOf(files, new Set(added));
}
