/** Every version scheme, and which one an OSV ecosystem uses. https://ossf.github.io/osv-schema/#defined-ecosystems */
import { apk } from './apk.ts';
import { deb } from './deb.ts';
import { gem } from './gem.ts';
import { maven } from './maven.ts';
import { pep440 } from './pep440.ts';
import { rpm } from './rpm.ts';
import type { VersionScheme } from './scheme.ts';
import { semver } from './semver.ts';

/** Sorted by id. */
export const schemes: readonly VersionScheme<unknown>[] = [apk, deb, gem, maven, pep440, rpm, semver];

const schemeByEcosystem: ReadonlyMap<string, VersionScheme<unknown>> = new Map<
  string,
  VersionScheme<unknown>
>([
  ['AlmaLinux', rpm],
  ['Alpine', apk],
  ['Azure Linux', rpm],
  ['Chainguard', apk],
  ['Debian', deb],
  ['Go', semver],
  ['Hex', semver],
  ['Julia', semver],
  ['Mageia', rpm],
  ['Maven', maven],
  ['Photon OS', rpm],
  ['Pub', semver],
  ['PyPI', pep440],
  ['Red Hat', rpm],
  ['Rocky Linux', rpm],
  ['RubyGems', gem],
  ['SwiftURL', semver],
  ['Ubuntu', deb],
  ['Wolfi', apk],
  ['crates.io', semver],
  ['npm', semver],
  ['openSUSE', rpm],
]);

/** The scheme of an ecosystem with or without suffix (`Debian:12`, `npm`); undefined for one that imgscan cannot order. */
export function schemeOf(ecosystem: string): VersionScheme<unknown> | undefined {
  const [name = ''] = ecosystem.split(':', 1);
  return schemeByEcosystem.get(name);
}
