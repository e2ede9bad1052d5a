/** One software, one row: finds the package records that say what a better one says already, and why. */
import {
  type Package,
  type PackageType,
  type SuppressedPackage,
  systemPackageTypes,
} from '../model/package.ts';
import { languagePackage } from './conventions.ts';
import { assembliesOf, recognisedBetter, runtimesOf } from './one-program.ts';
import type { PackageOwner, PackageOwners } from './ownership.ts';
import { directoryOf, type Rule, type Verdict } from './row-rule.ts';

export interface OneRow {
  /** In the order they came. */
  readonly packages: readonly Package[];
  readonly suppressed: readonly SuppressedPackage[];
}

/**
 * Keeps each package that no rule finds said elsewhere: a file that an OS package owns is the OS package's, whose
 * version counts with its backports; installed forms stand before lock files, metadata before what a binary's
 * bytes or an SBOM tell. Copies at other paths are packages of their own.
 */
export function keepOneRow(packages: readonly Package[], owners: PackageOwners): OneRow {
  const kept: Package[] = [];
  const suppressed: SuppressedPackage[] = [];
  const inherited = new Map<Package, number>();
  const rules: readonly Rule[] = [
    repeated(),
    ownedBySystem(packages, owners),
    recognisedBetter(packages),
    assembliesOf(packages),
    runtimesOf(packages),
    installedByConda(packages, owners),
    updatedByVcpkg(packages),
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
    if (verdict === undefined) {
      kept.push(pkg);
      continue;
    }
    const { reason, by, heir } = verdict;
    suppressed.push({ package: pkg, reason, by });
    if (heir !== undefined) inherited.set(heir, (inherited.get(heir) ?? 0) + pkg.liveBytes);
  }
  const withBytes = (pkg: Package): Package => {
    const bytes = inherited.get(pkg);
    return bytes === undefined ? pkg : { ...pkg, liveBytes: pkg.liveBytes + bytes };
  };
  return { packages: kept.map(withBytes), suppressed };
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

/**
 * A conda package that is a language's: conda lists the metadata that the language's own tools read. The language's row
 * stays, for advisories know it by that name.
 */
function installedByConda(packages: readonly Package[], owners: PackageOwners): Rule {
  const inside = new Map<string, Package[]>();
  for (const pkg of packages) {
    const owner = pkg.type === 'conda' || pkg.fromLockFile === true ? undefined : owners.find(pkg.path);
    if (owner?.type !== 'conda') continue;
    const key = `${owner.name}@${pkg.version}`;
    inside.set(key, [...(inside.get(key) ?? []), pkg]);
  }
  return (pkg) => {
    const found = pkg.type === 'conda' ? (inside.get(`${pkg.name}@${pkg.version}`) ?? []) : [];
    // An environment inside of the first one may have the same: the nearer file is the package's own.
    const same = found
      .filter(({ path }) => path.startsWith(directoryOf(directoryOf(pkg.path))))
      .toSorted((a, b) => a.path.length - b.path.length)[0];
    return same === undefined
      ? undefined
      : { reason: `it brought the ${same.type} package ${same.name}`, by: same.purl, heir: same };
  };
}

/** vcpkg's status file, where what was installed later is still in its updates. */
function updatedByVcpkg(packages: readonly Package[]): Rule {
  const updates = new Map<string, Package>();
  const keyOf = ({ name }: Package, directory: string): string => `${directory}:${name}`;
  for (const pkg of packages) {
    const directory = directoryOf(pkg.path);
    if (pkg.foundBy === 'vcpkg' && directory.endsWith('/updates'))
      updates.set(keyOf(pkg, directoryOf(directory)), pkg);
  }
  return (pkg) => {
    const later =
      pkg.foundBy === 'vcpkg' && pkg.path.endsWith('/status')
        ? updates.get(keyOf(pkg, directoryOf(pkg.path)))
        : undefined;
    return later === undefined
      ? undefined
      : { reason: 'vcpkg has a later record of the port', by: later.path };
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
    return first === undefined
      ? undefined
      : { reason: 'another SBOM tells it as well', by: first.attachedSbom ?? first.path };
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
