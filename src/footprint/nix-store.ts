/** Packages of a Nix store, told by its directories' names. https://nix.dev/manual/nix/stable/store/store-path */
import type { LiveFile } from '../model/footprint.ts';
import type { PackageRecord } from '../model/package.ts';

/** One version of a package, however many outputs of it are in the store. */
export interface StoredPackage {
  readonly record: PackageRecord;
  /** The first of its directories, by name. */
  readonly path: string;
  /** Index into the image's layers: where the first of it came in. */
  readonly layer: number;
  /** Bytes of its live files, all outputs together. */
  readonly liveBytes: number;
}

const store = 'nix/store/';
/** A hash of 32 characters, a dash, and a name of at most 211. */
const storePath = /^nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-(?<name>[A-Za-z0-9+._?=-]{1,211})$/;
/** Outputs that have a directory of their own beside the first. https://nixos.org/manual/nixpkgs/stable/#chap-multiple-output */
const outputs =
  /-(?:bin|data|debug|dev|devdoc|dist|doc|getent|info|lib|libgcc|man|nixsupport|out|py|static|terminfo)$/;

/** In the order of their first files. Store paths that are files or have no version are sources, scripts and settings. */
export function findStoredPackages(files: ReadonlyMap<string, LiveFile>): readonly StoredPackage[] {
  const directories = new Map<string, { layer: number; liveBytes: number }>();
  for (const [path, { entry, layer }] of files) {
    const directory = storeDirectory(path) ?? (entry.type === 'dir' ? path : undefined);
    if (directory === undefined || !path.startsWith(store)) continue;
    const known = directories.get(directory);
    if (known === undefined) directories.set(directory, { layer, liveBytes: entry.tarBytes });
    else {
      known.layer = Math.min(known.layer, layer);
      known.liveBytes += entry.tarBytes;
    }
  }
  const packages = new Map<string, StoredPackage>();
  for (const [path, { layer, liveBytes }] of directories) {
    const found = parseStorePath(path);
    if (found === undefined) continue;
    const key = `${found.name} ${found.version}`;
    const before = packages.get(key);
    packages.set(key, {
      record: { type: 'nix', ...found, licenses: [], foundBy: 'nix-store' },
      path: before === undefined || path < before.path ? path : before.path,
      layer: Math.min(layer, before?.layer ?? layer),
      liveBytes: liveBytes + (before?.liveBytes ?? 0),
    });
  }
  return [...packages.values()];
}

/** The name of the package that a path of the store is part of; the directory itself counts. */
export function storedPackageName(path: string): string | undefined {
  return path.startsWith(store) ? parseStorePath(storeDirectory(path) ?? path)?.name : undefined;
}

/** `nix/store/HASH-NAME` of a path below it. */
function storeDirectory(path: string): string | undefined {
  if (!path.startsWith(store)) return undefined;
  const slash = path.indexOf('/', store.length);
  return slash === -1 ? undefined : path.slice(0, slash);
}

/** The version starts after the first dash before a digit. */
function parseStorePath(path: string): { readonly name: string; readonly version: string } | undefined {
  const full = storePath.exec(path)?.groups?.['name'] ?? '';
  const dash = full.search(/-\d/);
  if (dash < 1) return undefined;
  return { name: full.slice(0, dash), version: full.slice(dash + 1).replace(outputs, '') };
}
