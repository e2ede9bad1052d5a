/** Every version scheme, and which one an OSV ecosystem uses. https://ossf.github.io/osv-schema/#defined-ecosystems */
import { alpm } from './alpm.ts';
import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { conan } from './conan.ts';
import { cran } from './cran.ts';
import { deb } from './deb.ts';
import { gem } from './gem.ts';
import { go } from './go.ts';
import { hackage } from './hackage.ts';
import { hex } from './hex.ts';
import { maven } from './maven.ts';
import { remembering } from './memory.ts';
import { nuget } from './nuget.ts';
import { pep440 } from './pep440.ts';
import { pub } from './pub.ts';
import { rpm } from './rpm.ts';
import type { VersionScheme } from './scheme.ts';
import { semver } from './semver.ts';

/** Sorted by id. */
export const schemes: readonly VersionScheme<unknown>[] = [
  alpm,
  apk,
  composer,
  conan,
  cran,
  deb,
  gem,
  go,
  hackage,
  hex,
  maven,
  nuget,
  pep440,
  pub,
  rpm,
  semver,
];

const schemeByEcosystem: ReadonlyMap<string, VersionScheme<unknown>> = new Map<
  string,
  VersionScheme<unknown>
>([
  ['AlmaLinux', rpm],
  ['Alpaquita', apk],
  ['Alpine', apk],
  // No ecosystem of OSV's own: for feeds of Arch Linux in its format.
  ['Arch Linux', alpm],
  ['Azure Linux', rpm],
  ['BellSoft Hardened Containers', apk],
  ['Bioconductor', semver],
  ['Bitnami', semver],
  ['CRAN', cran],
  ['Chainguard', apk],
  ['CleanStart', apk],
  ['ConanCenter', conan],
  ['Debian', deb],
  ['Echo', deb],
  ['GHC', semver],
  ['Go', go],
  ['Hackage', hackage],
  ['Hex', hex],
  ['Julia', semver],
  ['Mageia', rpm],
  ['Maven', maven],
  ['MinimOS', apk],
  ['NuGet', nuget],
  ['Packagist', composer],
  ['Photon OS', rpm],
  ['Pub', pub],
  ['PyPI', pep440],
  ['Red Hat', rpm],
  ['Rocky Linux', rpm],
  ['RubyGems', gem],
  ['SUSE', rpm],
  ['SwiftURL', semver],
  ['Ubuntu', deb],
  ['VSCode', semver],
  ['Wolfi', apk],
  ['crates.io', semver],
  ['npm', semver],
  ['openEuler', rpm],
  ['openSUSE', rpm],
]);

/** The scheme of an ecosystem with or without suffix (`Debian:12`, `npm`); undefined for one that imgscan cannot order. */
export function schemeOf(ecosystem: string): VersionScheme<unknown> | undefined {
  const end = ecosystem.indexOf(':');
  return schemeByEcosystem.get(end < 0 ? ecosystem : ecosystem.slice(0, end));
}

/** As `schemeOf`, with a memory: for as long as one set of packages is matched. */
export function createSchemes(): typeof schemeOf {
  const remembered = new Map(schemes.map((scheme) => [scheme.id, remembering(scheme)]));
  return (ecosystem) => remembered.get(schemeOf(ecosystem)?.id ?? '');
}
