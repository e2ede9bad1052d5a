/** Which package a path belongs to, by the packages' own file lists. */
import type { LiveFile } from '../model/footprint.ts';
import type { LayerFacts } from '../model/layer.ts';
import { type Ownership, type PackageType, systemPackageTypes } from '../model/package.ts';
import { resolvePath } from './resolve.ts';

export interface PackageOwner {
  readonly type: PackageType;
  /** As in its record. */
  readonly name: string;
  readonly architecture?: string;
}

/** Looks up files, and directories all of whose listed files are one package's. */
export interface PackageOwners {
  find(path: string): PackageOwner | undefined;
}

/** Directories at the top that distributions merged into `/usr`, so that packages list files under both names. */
const mergeable = ['bin', 'lib', 'lib32', 'lib64', 'libo32', 'libx32', 'sbin'] as const;

/**
 * Owners by the lists of all layers, later ones first, and in one layer the distribution's before a language's own: a
 * file that was deleted keeps the owner it had. Paths
 * below a top-level directory that is a symlink in the final image are the same under both names.
 */
export function indexOwners(
  layers: readonly Pick<LayerFacts, 'packageFiles'>[],
  files: ReadonlyMap<string, LiveFile>,
): PackageOwners {
  const aliases: (readonly [prefix: string, target: string])[] = [];
  for (const name of mergeable) {
    const target = resolvePath(files, name);
    if (target !== undefined && target !== name) aliases.push([`${name}/`, `${target}/`]);
  }
  const canonical = (path: string): string => {
    for (const [prefix, target] of aliases)
      if (path.startsWith(prefix)) return target + path.slice(prefix.length);
    return path;
  };
  const owners = new Map<string, PackageOwner>();
  const directories = new Map<string, PackageOwner | undefined>();
  for (const { packageFiles } of layers) {
    const lists = packageFiles.flatMap(({ owns }) => owns).toSorted((a, b) => rankOf(a) - rankOf(b));
    for (const list of lists) {
      const owner = ownerOf(list);
      for (const file of list.files) owners.set(canonical(file), owner);
    }
  }
  for (const [path, owner] of owners) claimDirectories(directories, path, owner);
  return {
    find: (path) => {
      const name = canonical(path);
      return owners.get(name) ?? directories.get(name);
    },
  };
}

/** Who installs the packages of others, with the lists that these have of themselves, comes last and wins. */
function rankOf({ type }: Ownership): number {
  if (systemPackageTypes.has(type)) return 2;
  return type === 'conda' ? 1 : 0;
}

function ownerOf(list: Ownership): PackageOwner {
  return {
    type: list.type,
    name: list.package,
    ...(list.architecture !== undefined && { architecture: list.architecture }),
  };
}

/** Packages seldom go deeper; hostile lists must not make every path cost its depth squared. */
const maxAncestors = 16;

/** Marks the directories above a file as its package's, or as shared (undefined) when another has files there too. */
function claimDirectories(
  directories: Map<string, PackageOwner | undefined>,
  path: string,
  owner: PackageOwner,
): void {
  let end = path.lastIndexOf('/');
  for (let count = 0; end > 0 && count < maxAncestors; count += 1, end = path.lastIndexOf('/', end - 1)) {
    const directory = path.slice(0, end);
    if (!directories.has(directory)) {
      directories.set(directory, owner);
      continue;
    }
    const claimed = directories.get(directory);
    // What is above has been marked the same way before.
    if (claimed === undefined || isSameOwner(claimed, owner)) return;
    directories.set(directory, undefined);
  }
}

function isSameOwner(a: PackageOwner, b: PackageOwner): boolean {
  return a.name === b.name && a.type === b.type;
}
