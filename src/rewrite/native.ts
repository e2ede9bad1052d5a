/** The base and the libraries that a compiled program needs, from what its ELF headers say. */
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import { filesByName } from './by-name.ts';
import { copiesOf } from './kept-files.ts';
import { findLibraries } from './libraries.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';
import { findTarget, type Target, type TargetId, tripletOf } from './target.ts';

export interface NativeBase {
  readonly target: Target;
  /** Libraries, and the loader where the program brings its own libc. */
  readonly copies: readonly CopyPlan[];
  readonly assumptions: readonly string[];
  readonly isStatic: boolean;
  /** Where files of another release than the base's would lie beside it, or another C library than its own. */
  readonly mixes?: true;
}

/**
 * The smallest base for ELF files (live paths, at least one): static, base, cc, with the libraries those lack.
 * A libc that the base cannot stand in for (musl, or a newer glibc) is taken along with its loader.
 * Undefined when no base is published for the platform, or a needed library is nowhere in the image; for files
 * that are not all used, as an interpreter's modules, such a library may be told of instead.
 */
export function findNativeBase(
  subject: Subject,
  roots: readonly string[],
  least: TargetId = 'static',
  missingLibraries: 'refuse' | 'tell' = 'refuse',
): NativeBase | undefined {
  const { platform, footprint } = subject.input;
  const elves = roots
    .map((path) => subject.executables.get(contentPath(footprint.files, path)))
    .filter((one) => one?.format === 'elf');
  const isStatic =
    elves.length > 0 &&
    elves.every((one) => one?.interpreter === undefined && (one?.needed ?? []).length === 0);
  if (isStatic && least === 'static') {
    const target = findTarget('static', platform);
    return target === undefined ? undefined : { target, copies: [], assumptions: [], isStatic };
  }
  const loader = elves.find((one) => one?.interpreter !== undefined)?.interpreter;
  if (loader?.includes('ld-musl') === true || hasNewerLibc(footprint.os)) {
    return ownLibc(subject, roots, loader, missingLibraries);
  }
  const order: readonly TargetId[] = ['base', 'cc'];
  const ids = order.includes(least)
    ? order.slice(order.indexOf(least))
    : least === 'static'
      ? order
      : [least];
  const fitting = ids.flatMap((id) => {
    const target = findTarget(id, platform);
    if (target === undefined) return [];
    return [{ target, ...findLibraries(footprint, subject.executables, roots, target.libraries) }];
  });
  // The smallest that lacks nothing of the compiler's own libraries, which should not be mixed with copies.
  const found =
    fitting.find(
      ({ paths, missing }) => ![...paths, ...missing].some((path) => compilerLibrary.test(path)),
    ) ?? fitting.at(-1);
  if (found === undefined || (found.missing.length > 0 && missingLibraries === 'refuse')) return undefined;
  const named = lackingByName(subject, [...roots, ...found.paths]);
  return {
    target: found.target,
    isStatic,
    copies: [...libraryCopies(subject, found.paths), ...copiesOf(footprint.files, new Set(named))],
    assumptions: [...tellMissing(found.missing), ...opensByName(found.paths)],
    ...(found.paths.length + named.length === 0 || isTargetRelease(footprint.os) ? {} : { mixes: true }),
  };
}

/** The release that distroless is made of. */
export const isTargetRelease = (os: OperatingSystem | undefined): boolean =>
  os?.id === 'debian' && os.versionId === '13';

/** Packages of that release that the base has, or that its C library needs no files of. */
const inBase: ReadonlySet<string> = new Set(['libc6', 'libc-bin', 'libssl3t64', 'libzstd1', 'zlib1g']);

/** What is opened by name and does not come with the base; of a facility all files or none. */
function lackingByName(subject: Subject, paths: readonly string[]): readonly string[] {
  const { files, os } = subject.input.footprint;
  return filesByName(subject, paths)
    .filter((facility) =>
      facility.some((path) => {
        if (!isTargetRelease(os)) return !/\/locale\/C\.utf-?8\//i.test(path);
        return /\.so$|locale-archive$/.test(path) && !inBase.has(files.get(path)?.owner?.name ?? '');
      }),
    )
    .flat();
}

const compilerLibrary = /(^|\/)lib(stdc\+\+|gcc_s|gomp)\.so/;

// glibc 2.41 of Debian 13 runs what was linked against it or an older one.
const newestGlibc: ReadonlyMap<string, number> = new Map([
  ['debian', 13],
  ['ubuntu', 25.04],
]);

/** Distributions whose glibc is soon newer than any release's. */
const rolling: ReadonlySet<string> = new Set([
  'arch',
  'chainguard',
  'fedora',
  'gentoo',
  'nixos',
  'opensuse-tumbleweed',
  'void',
  'wolfi',
]);

function hasNewerLibc(os: OperatingSystem | undefined): boolean {
  const newest = newestGlibc.get(os?.id ?? '');
  const version = Number.parseFloat(os?.versionId ?? '');
  // Debian's testing has no VERSION_ID.
  return newest === undefined ? rolling.has(os?.id ?? '') : !(version <= newest);
}

function ownLibc(
  subject: Subject,
  roots: readonly string[],
  loader: string | undefined,
  missingLibraries: 'refuse' | 'tell',
): NativeBase | undefined {
  const { footprint, platform } = subject.input;
  const target = findTarget('static', platform);
  const path = loader === undefined ? undefined : resolvePath(footprint.files, loader);
  const { paths, missing } = findLibraries(footprint, subject.executables, roots, new Set());
  if (target === undefined || loader === undefined || path === undefined) return undefined;
  if (missing.length > 0 && missingLibraries === 'refuse') return undefined;
  const sources = [...new Set([loader, ...paths.map((one) => `/${one}`)])].sort();
  return {
    target,
    isStatic: false,
    mixes: true,
    copies: sources.map((source) => ({ sources: [source], target: source })),
    assumptions: [
      ...tellMissing(missing),
      `The program keeps the C library of the original image (${loader}): rebuild to get its security updates.`,
      ...opensByName(paths),
    ],
  };
}

/** One copy into the directory that the base's loader searches; a link is copied as the file it leads to. */
export function libraryCopies({ input }: Subject, paths: readonly string[]): readonly CopyPlan[] {
  const triplet = tripletOf(input.platform);
  const target = triplet === undefined ? '/usr/lib/' : `/usr/lib/${triplet}/`;
  return paths.length === 0 ? [] : [{ sources: paths.map((path) => `/${path}`), target }];
}

function opensByName(copied: readonly string[]): readonly string[] {
  return copied.length === 0
    ? []
    : ['Libraries that are loaded by name at run time are not seen in ELF headers: plug-ins may be missing.'];
}

function tellMissing(missing: readonly string[]): readonly string[] {
  return missing.length === 0
    ? []
    : [
        `Modules that need ${missing.slice(0, 10).join(', ')} do not load, as in the original image, which has no such library.`,
      ];
}
