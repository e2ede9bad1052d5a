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
  const named = lookupById(valid);
  const used = new Set<IgnoreEntry>();
  return {
    suppressionOf(finding) {
      const found = forEachTrouble(finding, (names) => {
        const fitting = named(names).filter((entry) => fits(entry, finding));
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

/** Finds entries by the names of a trouble, those with wildcards last. */
function lookupById(entries: readonly IgnoreEntry[]): (names: readonly string[]) => readonly IgnoreEntry[] {
  const byId = new Map<string, IgnoreEntry[]>();
  const wild: IgnoreEntry[] = [];
  for (const entry of entries) {
    const key = entry.id.toUpperCase();
    const list = byId.get(key);
    if (/[*?]/.test(key)) wild.push(entry);
    else if (list === undefined) byId.set(key, [entry]);
    else list.push(entry);
  }
  return (names) => [
    ...names.flatMap((name) => byId.get(name.toUpperCase()) ?? []),
    ...wild.filter(({ id }) => names.some((name) => matchesGlob(id, name))),
  ];
}

function fits(entry: IgnoreEntry, { package: pkg, location }: Finding): boolean {
  if (entry.package !== undefined && (pkg === undefined || !isPackage(entry.package, pkg.name, pkg.purl))) {
    return false;
  }
  const { path } = entry;
  if (path === undefined) return true;
  return [location.path, location.file].some((place) => place !== undefined && matchesGlob(path, place));
}

/** By name or by purl, the latter with or without version and qualifiers. */
function isPackage(pattern: string, name: string, purl: string): boolean {
  return matchesGlob(pattern, name) || matchesGlob(pattern, purl) || matchesPackage(pattern, purl);
}
