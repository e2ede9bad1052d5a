/** Which OSV ecosystems speak of a package, and under which names. https://ossf.github.io/osv-schema/#defined-ecosystems */
import type { OperatingSystem } from '../model/footprint.ts';
import { type Package, type PackageType, systemPackageTypes } from '../model/package.ts';
import { schemeOf } from '../version/list.ts';
import { distributionOf } from './distribution.ts';
import { canonicalName } from './name.ts';

/** A name to look up, and the version that its advisories count in. */
export interface Lookup {
  readonly name: string;
  readonly version: string;
  /** The version lacks its epoch, which is written nowhere: it is compared without the advisory's, too. */
  readonly withoutEpoch?: boolean;
}

export function isOsPackage(type: PackageType): boolean {
  return systemPackageTypes.has(type);
}

/** Ecosystems of languages and of vendors that are no distribution. */
const otherEcosystems: ReadonlyMap<PackageType, string> = new Map<PackageType, string>([
  ['bitnami', 'Bitnami'],
  ['cargo', 'crates.io'],
  ['composer', 'Packagist'],
  ['conan', 'ConanCenter'],
  ['cran', 'CRAN'],
  ['gem', 'RubyGems'],
  ['golang', 'Go'],
  ['hackage', 'Hackage'],
  ['hex', 'Hex'],
  ['julia', 'Julia'],
  ['maven', 'Maven'],
  ['npm', 'npm'],
  ['nuget', 'NuGet'],
  ['pub', 'Pub'],
  ['pypi', 'PyPI'],
  ['swift', 'SwiftURL'],
]);

/**
 * All ecosystems that may hold advisories for packages of a type, the most exact first; empty when there is none, or
 * when the distribution is not known well enough to say.
 */
export function ecosystemsOf(type: PackageType, os: OperatingSystem | undefined): readonly string[] {
  const other = otherEcosystems.get(type);
  if (other !== undefined) return [other];
  if (os === undefined) return [];
  // A foreign package, such as an rpm on Debian, counts its versions in another way.
  return distributionOf(os).ecosystems.filter((ecosystem) => schemeOf(ecosystem)?.id === type);
}

/** Distributions whose advisories may name no release, and so speak of all. */
const releaseIsOptional: ReadonlySet<string> = new Set(['AlmaLinux', 'Debian', 'Rocky Linux']);

/**
 * As `ecosystemsOf`, and the distribution's own without release, last. For a build of Ubuntu's extended maintenance, the
 * records of that come first. The function remembers: an image's packages have few types.
 */
export function createEcosystems(os: OperatingSystem | undefined): (pkg: Package) => readonly string[] {
  const known = new Map<PackageType, readonly string[]>();
  return ({ type, version }) => {
    const ecosystems = known.get(type) ?? withoutRelease(ecosystemsOf(type, os));
    known.set(type, ecosystems);
    if (!/esm\d/.test(version)) return ecosystems;
    const isPro = (ecosystem: string) => ecosystem.startsWith('Ubuntu:Pro:');
    return [...ecosystems.filter(isPro), ...ecosystems.filter((ecosystem) => !isPro(ecosystem))];
  };
}

function withoutRelease(ecosystems: readonly string[]): readonly string[] {
  const [family = ''] = ecosystems[0]?.split(':', 1) ?? [];
  return releaseIsOptional.has(family) ? [...ecosystems, family] : ecosystems;
}

/** What the names of a distribution's advisories are: of source packages alone, of those first, or of binary ones first. */
type Naming = 'source' | 'source-first' | 'binary-first';

const namings: ReadonlyMap<string, Naming> = new Map<string, Naming>([
  ['Alpaquita', 'source'],
  ['Alpine', 'source'],
  ['Azure Linux', 'source-first'],
  ['BellSoft Hardened Containers', 'source'],
  ['Debian', 'source'],
  ['Echo', 'source'],
  ['Mageia', 'source-first'],
  ['Rocky Linux', 'source-first'],
  ['SUSE', 'source-first'],
  ['Ubuntu', 'source'],
  ['openEuler', 'source-first'],
  ['openSUSE', 'source-first'],
]);

/**
 * The names an advisory of the ecosystem may know a package by; the first that has an entry in an advisory decides.
 * An rpm of another version than its source is not looked up by the source where binaries have entries of their own.
 */
export function lookupsOf(pkg: Package, ecosystem: string): readonly Lookup[] {
  const own: Lookup = { name: canonicalName(ecosystem, ownName(pkg)), version: ownVersion(pkg) };
  const source = sourceLookup(pkg);
  if (source === undefined || (source.name === own.name && source.version === own.version)) return [own];
  const [family = ''] = ecosystem.split(':', 1);
  switch (namings.get(family) ?? 'binary-first') {
    case 'source':
      return [source];
    case 'source-first':
      return [source, own];
    case 'binary-first':
      return source.withoutEpoch ? [own] : [own, source];
  }
}

/** An rpm's source has the epoch of the binary where their versions are the same, else one that is written nowhere. */
function sourceLookup({ type, version, source }: Package): Lookup | undefined {
  if (source === undefined || type !== 'rpm') return source;
  if (source.version === version) return source;
  const withoutEpoch = version.replace(/^\d+:/, '');
  return source.version === withoutEpoch ? { name: source.name, version } : { ...source, withoutEpoch: true };
}

function ownName({ type, namespace, name }: Package): string {
  // Conan's namespace is a user of a repository, and a distribution's is its name.
  if (namespace === undefined || type === 'conan' || isOsPackage(type)) return name;
  return `${namespace}${type === 'maven' ? ':' : '/'}${name}`;
}

/** Bitnami appends the number of its build, which Semantic Versioning would take for a pre-release. */
function ownVersion({ type, version }: Package): string {
  return type === 'bitnami' ? version.replace(/-\d+$/, '') : version;
}
