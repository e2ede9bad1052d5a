/** Which entries of the ignore file accept a finding. */
import type { Suppression } from '../model/exception.ts';
import type { Finding } from '../model/finding.ts';
import type { Warning } from '../model/layer.ts';
import { matchesGlob } from '../report/packages/glob.ts';
import type { IgnoreEntry } from './ignore-file.ts';
import { forEachTrouble } from './names.ts';
import { matchesPackage } from './purl-match.ts';

export interface IgnoreMatcher {
  readonly suppressionOf: (finding: Finding) => Suppression | undefined;
  /** Entries that have expired, and those that accepted none of the findings so far. */
  readonly warnings: () => readonly Warning[];
}

/** `today` is an ISO date; an entry holds to the end of its last day, UTC. */
export function createIgnoreMatcher(entries: readonly IgnoreEntry[], today: string): IgnoreMatcher {
  const isExpired = ({ until }: IgnoreEntry): boolean => until !== undefined && until < today;
  const valid = entries.filter((entry) => !isExpired(entry));
  const used = new Set<IgnoreEntry>();
  return {
    suppressionOf(finding) {
      const found = forEachTrouble(finding, (names) => {
        const fitting = valid.filter((entry) => fits(entry, finding, names));
        for (const entry of fitting) used.add(entry);
        return fitting[0];
      });
      if (found === undefined) return undefined;
      const [{ origin, reason, until }] = found;
      return {
        by: 'ignore',
        origin,
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
      };
    },
    warnings: () => [
      ...entries.filter(isExpired).map(({ id, origin, until }): Warning => {
        const message = `${origin}: ${id} was accepted until ${until}; what it ignored is reported again`;
        return { code: 'EXCEPTION_EXPIRED', message };
      }),
      ...valid
        .filter((entry) => !used.has(entry))
        .map(({ id, origin }): Warning => {
          return { code: 'EXCEPTION_UNUSED', message: `${origin}: ${id} matches nothing found here` };
        }),
    ],
  };
}

function fits(entry: IgnoreEntry, { package: pkg, location }: Finding, names: readonly string[]): boolean {
  if (!names.some((name) => matchesGlob(entry.id, name))) return false;
  if (entry.package !== undefined && (pkg === undefined || !isPackage(entry.package, pkg.name, pkg.purl))) {
    return false;
  }
  if (entry.path === undefined) return true;
  const { path = entry.path } = entry;
  return [location.path, location.file].some((place) => place !== undefined && matchesGlob(path, place));
}

/** By name or by purl, the latter with or without version and qualifiers. */
function isPackage(pattern: string, name: string, purl: string): boolean {
  return matchesGlob(pattern, name) || matchesGlob(pattern, purl) || matchesPackage(pattern, purl);
}
