/** The advisories that scans use: the store, below it the bundled feed, and what is fetched for an image that needs more. */
import type { Advisory, AdvisoryStore, FeedStatus } from '../model/advisory.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Warning } from '../model/layer.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../version/digits.ts';
import { openBundledFeed } from './bundled.ts';
import { ecosystemsOf } from './ecosystem.ts';
import { ecosystemName } from './name.ts';
import { type OpenedStore, openStore } from './store/open.ts';

/** Fetches feeds into the store; says what went wrong, and never fails. */
export type LoadFeeds = (
  feeds: readonly string[],
  base: string,
  signal: AbortSignal | undefined,
) => Promise<readonly string[]>;

export interface AdvisoriesOptions {
  /** Of the store; it may not exist. */
  readonly directory: string;
  /** Where missing feeds come from; by default where the store's own came from. Without either nothing is fetched. */
  readonly base?: string;
  /** Absent: nothing is ever fetched. */
  readonly load?: LoadFeeds;
}

export interface Advisories {
  readonly store: AdvisoryStore;
  /** From opening them. */
  readonly warnings: readonly Warning[];
  /** Fetches what these packages need and the store does not have; FEED_UNAVAILABLE for what could not be had. */
  prepare(
    packages: readonly Package[],
    os: OperatingSystem | undefined,
    signal?: AbortSignal,
  ): Promise<readonly Warning[]>;
}

/** A store that cannot be opened is a warning, and the bundled feed serves alone. */
export async function openAdvisories({ directory, base, load }: AdvisoriesOptions): Promise<Advisories> {
  const bundled = await openBundledFeed();
  const warnings: Warning[] = [...bundled.warnings];
  const full = tryOpen(directory, warnings);
  if (full === undefined) return { store: bundled.store, warnings, prepare: async () => [] };
  const tried = new Set<string>();
  return {
    store: layered(full, bundled.store),
    warnings,
    async prepare(packages, os, signal) {
      const from = base ?? full.manifest()?.base;
      if (load === undefined || from === undefined) return [];
      const missing = feedsFor(packages, os).filter((feed) => full.manifest()?.feeds[feed] === undefined);
      const wanted = missing.filter((feed) => !tried.has(feed));
      if (wanted.length === 0) return [];
      // Several images of one command may need the same feed that cannot be had.
      for (const feed of wanted) tried.add(feed);
      const troubles = await load(wanted, from, signal);
      full.reload();
      return troubles.map((message) => ({ code: 'FEED_UNAVAILABLE', message }));
    },
  };
}

function tryOpen(directory: string, warnings: Warning[]): OpenedStore | undefined {
  try {
    return openStore(directory);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    warnings.push({ code: 'FEED_UNAVAILABLE', message });
    return undefined;
  }
}

/** Feeds of OSV that may speak of packages, sorted. */
function feedsFor(packages: readonly Package[], os: OperatingSystem | undefined): readonly string[] {
  const types = new Set(packages.map(({ type }) => type));
  const ecosystems = [...types].flatMap((type) => ecosystemsOf(type, os));
  return [...new Set(ecosystems.map((ecosystem) => `osv/${ecosystemName(ecosystem)}`))].sort(compareText);
}

/**
 * A record that the store has in whatever form stands for the bundled one of its id, but for what it does not say: many
 * databases leave the severity out.
 */
function layered(full: OpenedStore, bundled: AdvisoryStore): AdvisoryStore {
  return {
    lookup(ecosystem, name) {
      const found = full.lookup(ecosystem, name);
      const own = bundled.lookup(ecosystem, name);
      if (own.length === 0) return found;
      const below = new Map(own.map((advisory) => [advisory.id, advisory]));
      const merged = found.map((advisory) => withRating(advisory, below.get(advisory.id)));
      for (const { id } of found) below.delete(id);
      const added = [...below.values()].filter(({ id }) => !full.has(id));
      return [...merged, ...added].sort(byId);
    },
    exploitation: (cve) => full.exploitation?.(cve),
    status: () => combine(full.status(), bundled.status()),
  };
}

function withRating(advisory: Advisory, below: Advisory | undefined): Advisory {
  if (below === undefined) return advisory;
  // The store reads these from the record when they are asked for: a spread does not see them.
  const { aliases, related = [], summary, url, modified } = advisory;
  const { severity, cvss, score } = advisory.severity === 'unknown' ? below : advisory;
  const own = { aliases, related, summary, url, modified, severity, cvss, score };
  return { ...advisory, ...own, ...(below.knownExploited === true ? { knownExploited: true } : {}) };
}

function byId(a: Advisory, b: Advisory): number {
  return compareText(a.id, b.id);
}

function combine(full: FeedStatus, bundled: FeedStatus): FeedStatus {
  if (full.records === 0) return { ...full, ...bundled };
  const only = Object.entries(bundled.ecosystems).filter(([name]) => !Object.hasOwn(full.ecosystems, name));
  return {
    ...full,
    ecosystems: { ...full.ecosystems, ...Object.fromEntries(only) },
    baselineEcosystems: only.map(([name]) => name),
  };
}
