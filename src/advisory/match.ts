/** Matches packages against advisories, by source and binary name, and groups what is the same trouble. */
import type { Advisory, AdvisoryStore, AffectedRange, Exploitation } from '../model/advisory.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Warning } from '../model/layer.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../version/digits.ts';
import { schemeOf } from '../version/list.ts';
import { otherBuilder } from './builder.ts';
import type { Lookup } from './ecosystem.ts';
import { exploitationOf } from './exploitation.ts';
import { groupByNames, namesOf, troublesOf } from './group.ts';
import { isOtherBuild } from './rpm-build.ts';
import { createSayings, type Saying, type Warn } from './saying.ts';

/** One advisory that says a package is affected. */
export interface Hit {
  readonly advisory: Advisory;
  /** The name and version that were compared: the source package's or the package's own. */
  readonly compared: Lookup;
  /** The range that includes the version; absent when it is listed among the exact versions. */
  readonly range?: AffectedRange;
  /** The lowest version without the trouble that this advisory names. */
  readonly fixed?: string;
}

/** One trouble of one package, whatever number of advisories tell of it. */
export interface Match {
  readonly package: Package;
  /** At least one; sorted by advisory id. */
  readonly hits: readonly Hit[];
  /** The CVE id where there is exactly one, else the first advisory's. */
  readonly id: string;
  /** All other ids, sorted. */
  readonly aliases: readonly string[];
  /** The lowest version that every advisory calls fixed; absent when one of them knows none. */
  readonly fixed?: string;
  /** The worst of its CVEs. */
  readonly exploitation?: Exploitation;
  /** Who built the package, where that was not the distribution. */
  readonly builtBy?: string;
}

/** A trouble that another advisory of the same distribution says the package does not have. */
export interface Dismissal {
  readonly match: Match;
  /** The advisory that says so. */
  readonly advisory: Advisory;
}

export interface MatchResult {
  /** In the order of the packages, then by id. */
  readonly matches: readonly Match[];
  /** In the same order. */
  readonly dismissed: readonly Dismissal[];
  /** Packages whose version could not be read, so that nothing was matched; and unreadable ranges. Sorted, each once. */
  readonly warnings: readonly Warning[];
}

/** Pure: the same packages and store give the same result, in the same order. */
export function matchPackages(
  packages: readonly Package[],
  os: OperatingSystem | undefined,
  store: AdvisoryStore,
): MatchResult {
  const warnings = new Map<string, Warning>();
  const warn: Warn = (message, path) => {
    warnings.set(message, { code: 'VERSION_INVALID', message, ...(path === undefined ? {} : { path }) });
  };
  const sayingsOn = createSayings(os, store, warn);
  const matches: Match[] = [];
  const dismissed: Dismissal[] = [];
  for (const pkg of packages) {
    const sayings = sayingsOn(pkg);
    if (sayings.length === 0) continue;
    const cleared = clearedTroubles(sayings);
    for (const match of toMatches(pkg, sayings, os, store)) {
      const advisory = dismissalOf(match, cleared);
      if (advisory === undefined) matches.push(match);
      else dismissed.push({ match, advisory });
    }
  }
  return {
    matches,
    dismissed,
    warnings: [...warnings.values()].sort((a, b) => compareText(a.message, b.message)),
  };
}

/** Troubles that an advisory says the package does not have, each with the advisory. */
function clearedTroubles(sayings: readonly Saying[]): ReadonlyMap<string, Advisory> {
  const clearing = sayings.filter(({ advisory }) => advisory.verdict === 'not-affected');
  return new Map(
    clearing.flatMap(({ advisory }) => troublesOf(advisory).map((trouble) => [trouble, advisory])),
  );
}

/** Defined when every trouble of the match is cleared. */
function dismissalOf({ hits }: Match, cleared: ReadonlyMap<string, Advisory>): Advisory | undefined {
  if (cleared.size === 0) return undefined;
  const troubles = hits.flatMap(({ advisory }) => troublesOf(advisory));
  return troubles.every((trouble) => cleared.has(trouble)) ? cleared.get(troubles[0] ?? '') : undefined;
}

function toMatches(
  pkg: Package,
  sayings: readonly Saying[],
  os: OperatingSystem | undefined,
  store: AdvisoryStore,
): readonly Match[] {
  const hits = sayings.flatMap(({ advisory, compared, verdict }): Hit[] => {
    const { affected, range, fixed } = verdict;
    if (!affected || advisory.verdict === 'not-affected' || isOtherBuild(pkg, advisory, fixed)) return [];
    const found = { ...(range === undefined ? {} : { range }), ...(fixed === undefined ? {} : { fixed }) };
    return [{ advisory, compared, ...found }];
  });
  return groupByNames(hits, ({ advisory }) => namesOf(advisory))
    .map((group) => toMatch(pkg, group, otherBuilder(pkg, os), store))
    .toSorted((a, b) => compareText(a.id, b.id));
}

function toMatch(
  pkg: Package,
  group: readonly Hit[],
  builtBy: string | undefined,
  store: AdvisoryStore,
): Match {
  const hits = group.toSorted((a, b) => compareText(a.advisory.id, b.advisory.id));
  const names = [...new Set(hits.flatMap(({ advisory }) => namesOf(advisory)))].sort(compareText);
  const cves = names.filter((name) => name.startsWith('CVE-'));
  const id = (cves.length === 1 ? cves[0] : hits[0]?.advisory.id) ?? '';
  const fixed = highestFixed(hits);
  const exploitation = exploitationOf(names, store);
  return {
    package: pkg,
    hits,
    id,
    aliases: names.filter((name) => name !== id),
    ...(fixed === undefined ? {} : { fixed }),
    ...(exploitation === undefined ? {} : { exploitation }),
    ...(builtBy === undefined ? {} : { builtBy }),
  };
}

function highestFixed(hits: readonly Hit[]): string | undefined {
  const [first, ...rest] = hits;
  const scheme = first && schemeOf(first.advisory.ecosystem);
  if (first?.fixed === undefined || scheme === undefined) return undefined;
  let highest = first.fixed;
  for (const { fixed } of rest) {
    const candidate = fixed === undefined ? undefined : scheme.parse(fixed);
    const current = scheme.parse(highest);
    if (fixed === undefined || candidate === undefined || current === undefined) return undefined;
    if (scheme.compare(candidate, current) > 0) highest = fixed;
  }
  return highest;
}
