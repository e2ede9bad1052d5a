/** One software, one row: finds the package records that say what a better one says already, and why. */
import {
  type Package,
  type PackageType,
  type SuppressedPackage,
  systemPackageTypes,
} from '../model/package.ts';
import { languagePackage } from './conventions.ts';
import type { PackageOwner, PackageOwners } from './ownership.ts';

export interface OneRow {
  /** In the order they came. */
  readonly packages: readonly Package[];
  readonly suppressed: readonly SuppressedPackage[];
}

type Verdict = Omit<SuppressedPackage, 'package'>;
type Rule = (pkg: Package) => Verdict | undefined;

/**
 * Keeps each package that no rule finds said elsewhere: a file that an OS package owns is the OS package's, whose
 * version counts with its backports; installed forms stand before lock files, metadata before what a binary's
 * bytes or an SBOM tell. Copies at other paths are packages of their own.
 */
export function keepOneRow(packages: readonly Package[], owners: PackageOwners): OneRow {
  const kept: Package[] = [];
  const suppressed: SuppressedPackage[] = [];
  const rules: readonly Rule[] = [
    repeated(),
    ownedBySystem(packages, owners),
    recognisedBetter(packages),
    assembliesOf(packages),
    runtimesOf(packages),
    installed(packages),
    loggedByPerl(packages),
    toldByRecord(packages),
  ];
  for (const pkg of packages) {
    let verdict: Verdict | undefined;
    for (const rule of rules) {
      verdict = rule(pkg);
      if (verdict !== undefined) break;
    }
    if (verdict === undefined) kept.push(pkg);
    else suppressed.push({ package: pkg, ...verdict });
  }
  return { packages: kept, suppressed };
}

function repeated(): Rule {
  const seen = new Set<string>();
  return ({ purl, path, attachedSbom = '' }) => {
    const key = `${purl}\n${path}\n${attachedSbom}`;
    if (seen.has(key)) return { reason: 'the same record twice in one file', by: path };
    seen.add(key);
    return undefined;
  };
}

function ownedBySystem(packages: readonly Package[], owners: PackageOwners): Rule {
  const system = new Map<string, Package>();
  for (const pkg of packages) {
    if (!systemPackageTypes.has(pkg.type)) continue;
    system.set(`${pkg.type}:${pkg.name}:${pkg.architecture ?? ''}`, pkg);
    system.set(`${pkg.type}:${pkg.name}:`, pkg);
  }
  const packageOf = ({ type, name, architecture }: PackageOwner): Package | undefined =>
    system.get(`${type}:${name}:${architecture ?? ''}`) ?? system.get(`${type}:${name}:`);
  return (pkg) => {
    if (systemPackageTypes.has(pkg.type)) return undefined;
    const owner = owners.find(pkg.path);
    const by = owner === undefined || !systemPackageTypes.has(owner.type) ? undefined : packageOf(owner);
    // A file that came in after its package was overwritten by somebody else, who does not follow its versions.
    if (by === undefined || (pkg.layer ?? 0) > (by.layer ?? 0)) return undefined;
    return { reason: `its file belongs to the ${by.type} package ${by.name}`, by: by.purl };
  };
}

/** A program that its bytes gave away, where the same file carries a record of what it is. */
function recognisedBetter(packages: readonly Package[]): Rule {
  const byPath = new Map<string, Package[]>();
  for (const pkg of packages) {
    if (isRecognised(pkg)) continue;
    const others = byPath.get(pkg.path);
    if (others === undefined) byPath.set(pkg.path, [pkg]);
    else others.push(pkg);
  }
  const names = new Map([...byPath].map(([path, others]) => [path, indexNames(others)]));
  return (pkg) => {
    const better = isRecognised(pkg) ? names.get(pkg.path)?.get(programName(pkg)) : undefined;
    // Go says (devel) where a program was not built from a release: its bytes may say more.
    return better === undefined || better.version === '(devel)'
      ? undefined
      : { reason: `${better.foundBy} read the same software from the file`, by: better.purl };
  };
}

/** Assemblies of a .NET application whose deps.json names the packages that they are from. */
function assembliesOf(packages: readonly Package[]): Rule {
  const lists = new Map<string, string>();
  for (const { foundBy, path } of packages) if (foundBy === 'dotnet') lists.set(directoryOf(path), path);
  return ({ foundBy, path }) => {
    const by = foundBy === 'dotnet-assembly' ? lists.get(directoryOf(path)) : undefined;
    return by === undefined
      ? undefined
      : { reason: 'the list of dependencies beside it names its package', by };
  };
}

/** The java program of a runtime whose release file tells its version. */
function runtimesOf(packages: readonly Package[]): Rule {
  const homes = new Map<string, Package>();
  for (const pkg of packages) if (pkg.foundBy === 'java-runtime') homes.set(directoryOf(pkg.path), pkg);
  return (pkg) => {
    if (!isRecognised(pkg) || pkg.name !== 'openjdk') return undefined;
    const home = directoryOf(directoryOf(pkg.path));
    // Java 8 has a runtime of its own in the kit's directory.
    const by = homes.get(home) ?? homes.get(directoryOf(home));
    return by === undefined
      ? undefined
      : { reason: 'the release file beside it tells its version', by: by.path };
  };
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isRecognised({ foundBy }: Package): boolean {
  return foundBy === 'classifier';
}

function indexNames(packages: readonly Package[]): ReadonlyMap<string, Package> {
  return new Map(packages.map((pkg) => [programName(pkg), pkg]));
}

/** `github.com/hashicorp/vault/v2` is vault; Go's own library is of go. */
function programName({ type, namespace = '', name }: Package): string {
  if (type === 'golang' && name === 'stdlib') return 'go';
  const parts = `${namespace}/${name}`.toLowerCase().split('/');
  const last = parts.at(-1) ?? '';
  return /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last;
}

/** Applications seldom lie deeper; hostile paths must not cost their depth squared. */
const maxAncestors = 32;

/**
 * Whose packages get installed away from the lock file: into the system's site-packages, into a program. What is not
 * there was not asked for; npm's may still be in a bundle that another folder holds.
 */
const installedElsewhere: ReadonlySet<PackageType> = new Set(['cargo', 'golang', 'pypi']);

function installed(packages: readonly Package[]): Rule {
  const byPurl = new Map<string, Package>();
  const byDirectory = new Map<string, Package>();
  for (const pkg of packages) {
    if (pkg.fromLockFile === true || isTold(pkg)) continue;
    byPurl.set(pkg.purl, pkg);
    const { path } = pkg;
    let end = path.lastIndexOf('/');
    for (let count = 0; end > 0 && count < maxAncestors; count += 1, end = path.lastIndexOf('/', end - 1)) {
      const key = `${pkg.type}:${path.slice(0, end)}`;
      if (byDirectory.has(key)) break;
      byDirectory.set(key, pkg);
    }
    if (!byDirectory.has(`${pkg.type}:`)) byDirectory.set(`${pkg.type}:`, pkg);
  }
  const installedFrom = new Map<string, Package>();
  for (const { fromLockFile, type, path, purl } of packages) {
    const same = fromLockFile === true && installedElsewhere.has(type) ? byPurl.get(purl) : undefined;
    if (same !== undefined) installedFrom.set(path, same);
  }
  return ({ fromLockFile, type, path, purl }) => {
    if (fromLockFile !== true) return undefined;
    const same = byPurl.get(purl);
    if (same !== undefined)
      return { reason: 'it is installed, which says more than a lock file', by: same.path };
    const directory = directoryOf(path);
    const inside = languagePackage(path);
    if (inside !== undefined) {
      return { reason: `a lock file that ${inside} was developed with, not installed from`, by: path };
    }
    const other = byDirectory.get(`${type}:${directory}`) ?? installedFrom.get(path);
    return other === undefined
      ? undefined
      : { reason: 'what was installed of the lock file is in the image', by: other.path };
  };
}

/** What perl's log of installations says, where the distribution's own metadata came with it. */
function loggedByPerl(packages: readonly Package[]): Rule {
  const isLog = ({ path }: Package): boolean => path.endsWith('/perllocal.pod');
  const described = new Map<string, Package>();
  for (const pkg of packages) if (pkg.type === 'cpan' && !isLog(pkg)) described.set(pkg.purl, pkg);
  return (pkg) => {
    const better = pkg.type === 'cpan' && isLog(pkg) ? described.get(pkg.purl) : undefined;
    return better === undefined
      ? undefined
      : { reason: 'the metadata of the distribution says the same', by: better.path };
  };
}

/** What an SBOM in the image, or beside it, tells, where the image itself shows it. */
function toldByRecord(packages: readonly Package[]): Rule {
  const shown = new Map<string, Package>();
  for (const pkg of packages) if (!isTold(pkg)) shown.set(identity(pkg), pkg);
  const told = new Map<string, Package>();
  return (pkg) => {
    if (!isTold(pkg)) return undefined;
    const key = identity(pkg);
    const better = shown.get(key);
    if (better !== undefined) {
      return { reason: `an SBOM tells it, and ${better.foundBy} found it in the image`, by: better.purl };
    }
    const first = told.get(key);
    if (first === undefined) told.set(key, pkg);
    return first === undefined ? undefined : { reason: 'another SBOM tells it as well', by: first.attachedSbom ?? first.path };
  };
}

function isTold({ foundBy }: Package): boolean {
  return foundBy === 'sbom';
}

/** Distributions' namespaces and qualifiers are left out: who writes an SBOM spells them as they like. */
function identity(pkg: Package): string {
  const { type, namespace, name, version } = pkg;
  return systemPackageTypes.has(type)
    ? `${type}:${name}@${version}`
    : `${type}:${namespace ?? ''}/${name}@${version}`;
}
