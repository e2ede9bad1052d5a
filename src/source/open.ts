/**
 * From what the user types to images: a scheme, a path that holds an image, or a reference.
 *
 * - `scheme:rest` goes to the source of that scheme; `oci:` is skopeo's name of `oci-layout:`, `docker://` a registry.
 * - `-` is an archive on standard input; `-:tag` chooses one of its images.
 * - What starts with `/`, `./` or `../` is a path, as after a scheme.
 * - Other text is a path when it is one as it stands: of an archive, of a directory with a file `oci-layout`, or, if
 *   it has a slash, of a root file system. So `nginx` stays a reference though a folder is called so.
 * - Anything else is a registry reference.
 */
import { lstat, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';
import { isCompressed } from './archive-file.ts';
import { fileError, openRegularFile, readAt } from './files.ts';
import type { OpenedImages, Source, SourceOptions } from './source.ts';
import { parseTarget } from './target.ts';

const aliases: ReadonlyMap<string, string> = new Map([
  ['oci', 'oci-layout'],
  ['docker', 'registry'],
]);

/** Never written with a colon: `registry:2` is an image, and an archive's kind is seen. */
const unwritten: ReadonlySet<string> = new Set(['archive', 'registry']);

/** Which source opens a target, and with what text. */
export interface Located {
  readonly scheme: string;
  readonly rest: string;
}

/** Opens what `target` names with the source of its scheme. USAGE lists the schemes when it has another. */
export async function openImages(
  target: string,
  sources: readonly Source[],
  options: SourceOptions,
): Promise<OpenedImages> {
  const schemes = sources.map((source) => source.scheme);
  const { scheme, rest } = await locate(target, schemes);
  const source = sources.find((candidate) => candidate.scheme === scheme);
  if (source === undefined) throw unknownScheme(scheme, schemes);
  return source.open(rest, options);
}

/** Decides as the file's comment says; looks at the file system, opens nothing for good. */
export async function locate(target: string, schemes: readonly string[]): Promise<Located> {
  if (target === '') throw new ImgscanError('USAGE', 'expected an image, found an empty name');
  if (target === '-' || target.startsWith('-:')) return { scheme: 'archive', rest: target };
  const [, prefix, rest] = /^([a-z][a-z0-9-]*):(.+)$/s.exec(target) ?? [];
  if (prefix !== undefined && rest !== undefined) {
    const scheme = aliases.get(prefix) ?? prefix;
    if (prefix === 'docker') {
      // `docker:27` is the image of that name: skopeo's transport has two slashes.
      if (rest.startsWith('//')) return { scheme, rest: rest.slice(2) };
    } else if (schemes.includes(scheme) && !unwritten.has(scheme)) return { scheme, rest };
    // A tag cannot start so, a host has no port that does: it was meant for a scheme.
    else if (/^[./]/.test(rest)) throw unknownScheme(prefix, schemes);
  }
  return (await locatePath(target)) ?? { scheme: 'registry', rest: target };
}

/** Undefined when the text is to be taken for a reference. */
async function locatePath(target: string): Promise<Located | undefined> {
  // Only what cannot be a reference may have a selector behind it: `nginx:latest` is no file nginx.
  if (/^\.{0,2}\//.test(target) || target === '.' || target === '..') {
    const { path } = await parseTarget(target);
    const kind = await pathKind(path);
    if (kind !== undefined) return { scheme: kind, rest: target };
    throw await notImage(path);
  }
  // A file that cannot be read is no reason not to try the registry.
  const kind = await pathKind(target).catch(() => undefined);
  if (kind === undefined || (kind === 'rootfs' && !target.includes('/'))) return undefined;
  return { scheme: kind, rest: target };
}

/** What stands at a path: only looked at, so that a file may turn out to be no image after all. */
async function pathKind(path: string): Promise<'archive' | 'oci-layout' | 'rootfs' | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile()) return (await startsAsArchive(path)) ? 'archive' : undefined;
  if (!stats?.isDirectory()) return undefined;
  if (await exists(posix.join(path, 'oci-layout'))) return 'oci-layout';
  const [hasRelease, hasBin, hasUsr] = await Promise.all(
    ['etc/os-release', 'bin', 'usr'].map((child) => exists(posix.join(path, child))),
  );
  return hasRelease || (hasBin && hasUsr) ? 'rootfs' : undefined;
}

/** True for a tar and for anything compressed. */
async function startsAsArchive(path: string): Promise<boolean> {
  const { handle } = await openRegularFile(path, path);
  try {
    const head = await readAt(handle, 0, 512, path);
    return isCompressed(head) || head.toString('latin1', 257, 262) === 'ustar';
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  // A link counts even where it leads out of the directory: in a root file system bin is one, and so is os-release.
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function notImage(path: string): Promise<ImgscanError> {
  const stats = await stat(path).catch((error: unknown) => fileError(error, path));
  if (stats instanceof ImgscanError) return stats;
  if (!stats.isDirectory()) {
    return new ImgscanError('USAGE', `${path}: expected an image archive, found another kind of file`, {
      hint: 'imgscan reads archives made by docker save, podman save, skopeo or buildah',
    });
  }
  const found = 'found neither a file oci-layout nor etc/os-release';
  return new ImgscanError('USAGE', `${path}: expected an OCI layout or a root file system, ${found}`, {
    hint: `write rootfs:${path} to read it as a root file system all the same`,
  });
}

function unknownScheme(scheme: string, schemes: readonly string[]): ImgscanError {
  const known = schemes.filter((name) => !unwritten.has(name)).map((name) => `${name}:`);
  return new ImgscanError(
    'USAGE',
    `unknown scheme ${scheme}:, expected one of ${[...known, 'docker://'].sort().join(', ')}`,
    {
      hint: 'a registry reference has none: nginx:latest, ghcr.io/owner/name:tag',
    },
  );
}
