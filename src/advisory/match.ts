/** Matches packages against advisories, by source and binary name, and groups what is the same trouble. */
import type { Advisory, AdvisoryStore, AffectedRange } from '../model/advisory.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Warning } from '../model/layer.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../version/digits.ts';
import { schemeOf } from '../version/list.ts';
import { evaluate } from '../version/range.ts';
import { ecosystemsOf, type Lookup, lookupsOf } from './ecosystem.ts';
import { groupByNames } from './group.ts';

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
}

export interface MatchResult {
  /** In the order of the packages, then by id. */
  readonly matches: readonly Match[];
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
  const warn = (message: string, path?: string) => {
    warnings.set(message, { code: 'VERSION_INVALID', message, ...(path === undefined ? {} : { path }) });
  };
  const matches = packages.flatMap((pkg) => {
    const hits = ecosystemsOf(pkg.type, os).flatMap((ecosystem) =>
      lookupsOf(pkg).flatMap((lookup) => hitsOf(pkg, lookup, ecosystem, store, warn)),
    );
    return groupByNames(firstOfEach(hits), ({ advisory }) => [advisory.id, ...advisory.aliases])
      .map((group) => toMatch(pkg, group))
      .toSorted((a, b) => compareText(a.id, b.id));
  });
  return { matches, warnings: [...warnings.values()].sort((a, b) => compareText(a.message, b.message)) };
}

function hitsOf(
  pkg: Package,
  lookup: Lookup,
  ecosystem: string,
  store: AdvisoryStore,
  warn: (message: string, path?: string) => void,
): Hit[] {
  const advisories = store.lookup(ecosystem, lookup.name);
  const scheme = schemeOf(ecosystem);
  if (advisories.length === 0 || scheme === undefined) return [];
  const version = scheme.parse(lookup.version);
  if (version === undefined) {
    const subject = lookup.name === pkg.name ? pkg.name : `${pkg.name} (source ${lookup.name})`;
    warn(
      `Package ${subject} is not matched: its version ${JSON.stringify(lookup.version.slice(0, 100))} is no ${scheme.id} version`,
      pkg.path,
    );
    return [];
  }
  return advisories.flatMap((advisory) => {
    const { affected, range, fixed, unreadable } = evaluate(scheme, version, advisory);
    if (unreadable.length > 0) {
      const list = unreadable.slice(0, 3).map((text) => JSON.stringify(text));
      warn(
        `Advisory ${advisory.id} for ${advisory.name} names versions that cannot be read: ${list.join(', ')}`,
      );
    }
    if (!affected || isOtherBuild(pkg, fixed)) return [];
    const found = { ...(range === undefined ? {} : { range }), ...(fixed === undefined ? {} : { fixed }) };
    return [{ advisory, compared: lookup, ...found }];
  });
}

/**
 * Module streams of rpm distributions have builds of their own, marked in the release, and an advisory is about either
 * those or the ordinary ones.
 */
function isOtherBuild({ type, version }: Package, fixed: string | undefined): boolean {
  return type === 'rpm' && fixed !== undefined && fixed.includes('.module') !== version.includes('.module');
}

/** The first hit of each advisory id: the source package's, in the most exact ecosystem. */
function firstOfEach(hits: readonly Hit[]): readonly Hit[] {
  const byId = new Map<string, Hit>();
  for (const hit of hits) if (!byId.has(hit.advisory.id)) byId.set(hit.advisory.id, hit);
  return [...byId.values()];
}

function toMatch(pkg: Package, group: readonly Hit[]): Match {
  const hits = group.toSorted((a, b) => compareText(a.advisory.id, b.advisory.id));
  const names = [...new Set(hits.flatMap(({ advisory }) => [advisory.id, ...advisory.aliases]))].sort(
    compareText,
  );
  const cves = names.filter((name) => name.startsWith('CVE-'));
  const id = (cves.length === 1 ? cves[0] : hits[0]?.advisory.id) ?? '';
  const fixed = highestFixed(hits);
  return {
    package: pkg,
    hits,
    id,
    aliases: names.filter((name) => name !== id),
    ...(fixed === undefined ? {} : { fixed }),
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
