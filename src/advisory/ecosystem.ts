/** Which OSV ecosystems speak of a package, and under which names. https://ossf.github.io/osv-schema/#defined-ecosystems */
import type { OperatingSystem } from '../model/footprint.ts';
import { type Package, type PackageType, systemPackageTypes } from '../model/package.ts';
import { schemeOf } from '../version/list.ts';

/** A name to look up, and the version that its advisories count in. */
export interface Lookup {
  readonly name: string;
  readonly version: string;
}

export function isOsPackage(type: PackageType): boolean {
  return systemPackageTypes.has(type);
}

/** Ecosystems of languages; those whose versions imgscan cannot order are left out, for nothing would match. */
const languageEcosystems: ReadonlyMap<PackageType, string> = new Map<PackageType, string>([
  ['cargo', 'crates.io'],
  ['gem', 'RubyGems'],
  ['golang', 'Go'],
  ['hex', 'Hex'],
  ['julia', 'Julia'],
  ['maven', 'Maven'],
  ['npm', 'npm'],
  ['pub', 'Pub'],
  ['pypi', 'PyPI'],
  ['swift', 'SwiftURL'],
]);

/**
 * All ecosystems that may hold advisories for packages of a type, the most exact first; empty when the distribution
 * is not known well enough to say.
 */
export function ecosystemsOf(type: PackageType, os: OperatingSystem | undefined): readonly string[] {
  const language = languageEcosystems.get(type);
  if (language !== undefined) return [language];
  if (os === undefined) return [];
  // A foreign package, such as an rpm on Debian, counts its versions in another way.
  return ecosystemsOfDistribution(os).filter((ecosystem) => schemeOf(ecosystem)?.id === type);
}

/** The distribution's ecosystems, also for derivatives that install its packages unchanged. */
export function ecosystemsOfDistribution(os: OperatingSystem): readonly string[] {
  const version = os.versionId ?? '';
  const major = /^\d+/.exec(version)?.[0];
  switch (os.id) {
    case 'debian':
    case 'raspbian':
      return major === undefined ? [] : [`Debian:${major}`];
    case 'devuan':
      // Devuan n is built from Debian n + 7: its release 5, daedalus, takes its packages from Debian 12.
      return major === undefined ? [] : [`Debian:${Number(major) + 7}`];
    case 'ubuntu':
    case 'pop':
    case 'neon':
      return ubuntu(version);
    case 'alpine':
      return alpine(version);
    case 'wolfi':
      return ['Wolfi'];
    case 'chainguard':
      return ['Chainguard', 'Wolfi'];
    default:
      return version === '' ? [] : rpmDistribution(os.id, version, major ?? version);
  }
}

function rpmDistribution(id: string, version: string, major: string): readonly string[] {
  switch (id) {
    case 'almalinux':
      return [`AlmaLinux:${major}`];
    case 'rocky':
      return [`Rocky Linux:${major}`];
    case 'rhel':
      return redHat(major);
    case 'azurelinux':
    case 'mariner':
      return [`Azure Linux:${major}`];
    case 'mageia':
      return [`Mageia:${major}`];
    case 'opensuse-leap':
      return [`openSUSE:Leap ${version}`];
    case 'opensuse-tumbleweed':
      return ['openSUSE:Tumbleweed'];
    case 'photon':
      return [`Photon OS:${version}`];
    default:
      return [];
  }
}

/** Red Hat files its advisories under the end of the CPE of each repository that has the package. */
function redHat(major: string): readonly string[] {
  const repositories = ['baseos', 'appstream', 'crb'];
  return repositories.map((name) => `Red Hat:enterprise_linux:${major}::${name}`);
}

/** Long-term releases come in April of even years and carry a suffix in OSV's own data. */
function ubuntu(version: string): readonly string[] {
  if (!/^\d\d\.\d\d$/.test(version)) return [];
  const isLongTerm = version.endsWith('.04') && Number(version.slice(0, 2)) % 2 === 0;
  return isLongTerm ? [`Ubuntu:${version}:LTS`, `Ubuntu:${version}`] : [`Ubuntu:${version}`];
}

/** `3.20.3` is of branch v3.20; `3.21.0_alpha20240807` is of edge. */
function alpine(version: string): readonly string[] {
  if (version.includes('_alpha')) return ['Alpine:edge'];
  const branch = /^\d+\.\d+/.exec(version)?.[0];
  return branch === undefined ? [] : [`Alpine:v${branch}`];
}

/**
 * The names an advisory may know a package by, source package first. Distributions file their advisories under the
 * source package and count its versions; PyPI's names are normalised (PEP 503), Maven's are `group:artifact`. An rpm
 * whose version is not its source's own is looked up by its own name alone: the source's epoch is written nowhere.
 */
export function lookupsOf(pkg: Package): readonly Lookup[] {
  const own: Lookup = { name: ownName(pkg), version: ownVersion(pkg) };
  const source = pkg.source;
  if (source === undefined) return [own];
  if (pkg.type === 'rpm' && source.version !== own.version) return [own];
  return source.name === own.name && source.version === own.version ? [own] : [source, own];
}

function ownName(pkg: Package): string {
  if (pkg.type === 'pypi') return pkg.name.toLowerCase().replace(/[-_.]+/g, '-');
  if (isOsPackage(pkg.type) || pkg.namespace === undefined) return pkg.name;
  return `${pkg.namespace}${pkg.type === 'maven' ? ':' : '/'}${pkg.name}`;
}

/** Go's releases before 1.21 leave the zero out, and its candidates are written together: go1.20, go1.22rc1. */
function ownVersion({ type, name, version }: Package): string {
  if (type !== 'golang' || name !== 'stdlib') return version;
  const [, release, phase, number] = /^(\d+\.\d+)(?:(beta|rc)(\d+))?$/.exec(version) ?? [];
  if (release === undefined) return version;
  return phase === undefined ? `${release}.0` : `${release}.0-${phase}.${number}`;
}
