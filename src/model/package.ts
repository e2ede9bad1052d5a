/** A package as a cataloger reads it from one file of one layer, and as the whole image shows it. */
import type { Digest } from './image.ts';

/** PURL types that catalogers write. https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst */
export type PackageType =
  | 'alpm'
  | 'apk'
  | 'bitnami'
  | 'cargo'
  | 'composer'
  | 'conan'
  | 'conda'
  | 'cpan'
  | 'cran'
  | 'deb'
  | 'ebuild'
  | 'gem'
  | 'generic'
  | 'github'
  | 'golang'
  | 'hackage'
  | 'hex'
  | 'julia'
  | 'luarocks'
  | 'maven'
  | 'nix'
  | 'npm'
  | 'nuget'
  | 'opkg'
  | 'pub'
  | 'pypi'
  | 'rpm'
  | 'swift'
  | 'wordpress-plugin';

/** Types of packages that distributions make: their files are the system's. */
export const systemPackageTypes: ReadonlySet<PackageType> = new Set<PackageType>([
  ...(['alpm', 'apk', 'deb', 'ebuild', 'nix', 'opkg', 'rpm'] as const),
]);

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** One package record; which distro it belongs to is known only for the whole image. */
export interface PackageRecord {
  readonly type: PackageType;
  /** npm scope with `@`; the distro's namespace is added by the footprint. */
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** The source package where the database names one; matching uses it beside the binary's own name. */
  readonly source?: SourcePackage;
  readonly maintainer?: string;
  /** As the database writes them. */
  readonly licenses: readonly string[];
  /** What the database says the package takes up when installed, bytes. */
  readonly installedBytes?: number;
  /** rpm: the module stream it was built in, `nodejs:18:8090020240101:rhel9`. */
  readonly modularity?: string;
  /** The cataloger's name. */
  readonly foundBy: string;
  /** Recognised by a file's bytes: which file, and the byte offset of what gave it away. */
  readonly evidence?: { readonly path: string; readonly offset: number };
  /** What nothing says and is concluded: the Maven group of an archive by its content, a source package by the name. */
  readonly guessed?: 'namespace' | 'source';
  /** True when the file that it was read from is the package itself, a program; what else it tells of is linked in. */
  readonly isProgram?: boolean;
  /** True when a lock file says it: it was resolved, which is not yet installed. */
  readonly fromLockFile?: boolean;
  /** Where in the file that it was read from: `BOOT-INF/lib/a.jar` of an archive, levels joined by `!/`. */
  readonly inside?: string;
}

/** A statement that a package put files into the image: `var/lib/dpkg/info/bash.list`. */
export interface Ownership {
  readonly type: PackageType;
  /** Package name as in its record (npm: with scope). */
  readonly package: string;
  /** dpkg's multi-arch info files name it; else absent. */
  readonly architecture?: string;
  /** Image paths without leading slash, files only as far as the source tells. */
  readonly files: readonly string[];
}

/** What another file than the database says of a package's licences: `usr/share/doc/bash/copyright`. */
export interface PackageLicenses {
  readonly type: PackageType;
  /** Package name as in its record. */
  readonly package: string;
  /** As written, in order, each once. */
  readonly licenses: readonly string[];
}

/** A package of the whole image, with what brought it. */
export interface Package extends PackageRecord {
  /** Each an SPDX expression, or as written where it is not certain which licence is meant. */
  readonly licenses: readonly string[];
  readonly purl: string;
  /** The database file it was read from; what an SBOM beside the image tells has the file that the SBOM names, or none: `''`. */
  readonly path: string;
  /** Digest of the SBOM beside the image that tells it, where nothing in the image does. */
  readonly attachedSbom?: Digest;
  /** Index into the image's layers: where this version of the package came in; absent where no layer shows it. */
  readonly layer?: number;
  /** Index into the image's instructions, where history tells. */
  readonly instruction?: number;
  /** Bytes of live files that the package owns, from the layers themselves. */
  readonly liveBytes: number;
  /** True when it came with the base image. */
  readonly inBase: boolean;
}

/** A package that another row already tells of: kept, so that nothing is hidden without a word. */
export interface SuppressedPackage {
  readonly package: Package;
  /** One clause: why the row says nothing new. */
  readonly reason: string;
  /** Purl of the package that stands for it, or the path where it is. */
  readonly by: string;
}
