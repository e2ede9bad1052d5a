/** What catalogers of lock files share: which files count, and records of what they name. */
import type { CatalogResult } from '../model/analyzer.ts';
import type { PackageRecord, PackageType } from '../model/package.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/** Bytes of a lock file that are read at most: the largest monorepos' are about half as long. */
export const maxLockFileBytes = 32 * 1024 * 1024;
const maxPackages = 100_000;

export interface LockedPackage {
  /** npm: with its scope; Go: the module path; Maven: `group/artifact`. */
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly string[];
}

/** Where packages are installed or unpacked: a lock file in there is a package's own, not an application's. */
const packageDirectory =
  /(?:^|\/)(?:node_modules|(?:site|dist)-packages|vendor(?:ed)?|third_party|testdata|usr\/share\/doc|registry\/src|git\/checkouts|pkg\/mod|\.julia\/packages|\.(?:cache|npm|yarn))\//;

/** The path's last segment, when the file may be an application's own lock file. */
export function lockFileName(path: string): string | undefined {
  return packageDirectory.test(path) ? undefined : path.slice(path.lastIndexOf('/') + 1);
}

/** Whose records they are, and where they are from. */
interface Origin {
  readonly type: PackageType;
  readonly foundBy: string;
  readonly path: string;
}

/** Records of `fromLockFile`, each once, in the file's order; what has no usable name or version is a warning. */
export function lockedResult(origin: Origin, found: Iterable<LockedPackage>): CatalogResult {
  return listedResult(origin, found, { fromLockFile: true });
}

/** As `lockedResult`, of what a tool says that it has installed. */
export function installedResult(origin: Origin, found: Iterable<LockedPackage>): CatalogResult {
  return listedResult(origin, found, {});
}

function listedResult(
  { type, foundBy, path }: Origin,
  found: Iterable<LockedPackage>,
  form: Pick<PackageRecord, 'fromLockFile'>,
): CatalogResult {
  const packages = new Map<string, PackageRecord>();
  const problems: string[] = [];
  for (const item of found) {
    if (packages.size >= maxPackages || problems.length >= maxProblems) {
      problems.push(`${path}: more than ${maxPackages} packages or ${maxProblems} bad ones`);
      break;
    }
    const { name, version, licenses = [] } = item;
    const key = `${name}\n${version}`;
    if (!nameShape.test(name))
      problems.push(`${path}: ${JSON.stringify(name.slice(0, 80))} is no package name`);
    else if (!versionShape.test(version)) problems.push(`${path}: ${name} has no usable version`);
    else if (!packages.has(key)) {
      packages.set(key, { type, ...splitName(type, name), version, licenses, ...form, foundBy });
    }
  }
  return { packages: [...packages.values()], owns: [], warnings: packageWarnings(problems, path) };
}

const nameShape = /^[^\s/](?:[^\s]{0,298}[^\s/])?$/;
const versionShape = /^[^\s]{1,256}$/;

/** Types whose names have segments: npm's scope, and all but the last one of the others, are the namespace. */
const segmented: ReadonlySet<PackageType> = new Set([
  'composer',
  'generic',
  'golang',
  'maven',
  'npm',
  'swift',
]);

function splitName(type: PackageType, name: string): Pick<PackageRecord, 'namespace' | 'name'> {
  const slash = segmented.has(type) ? name.lastIndexOf('/') : -1;
  return slash === -1 ? { name } : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** JSON as text; throws when it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(decodeText(bytes));
}

export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Lines without their line ends, one by one. */
export function* textLines(bytes: Uint8Array): Generator<string> {
  const text = decodeText(bytes);
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}
