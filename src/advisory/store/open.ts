/** The store as scans see it: feeds opened when something of theirs is asked for, all read as one. */
import { ImgscanError } from '../../errors.ts';
import type { Advisory, AdvisoryStore, Exploitation, FeedStatus } from '../../model/advisory.ts';
import { ecosystemName } from '../name.ts';
import { decodeAffected, type RecordFacts } from './affected.ts';
import { decodeExploitation, groups, type StoredRecord } from './codec.ts';
import { type Collection, openCollection } from './collection.ts';
import { emptyManifest, type Manifest, readManifest, segmentsDirectory } from './manifest.ts';

/** A record and the feed that has it. */
export interface FoundRecord extends StoredRecord {
  readonly feed: string;
}

export interface OpenedStore extends AdvisoryStore {
  /** Undefined where there is none. */
  manifest(): Manifest | undefined;
  /** True when a record of the id is in a feed, whatever it says. */
  has(id: string): boolean;
  /** Records of an id, or that name it among theirs; feed by feed. */
  records(name: string): readonly FoundRecord[];
  /** Sees what was written since it was opened. */
  reload(): void;
  close(): void;
}

/**
 * Opens nothing but the list of feeds; ADVISORY_INVALID when that is there and cannot be read. Damage that look-ups
 * come upon is told by `status().problems`, and the look-up goes without.
 */
export function openStore(directory: string): OpenedStore {
  const collections = new Map<string, Collection | undefined>();
  const problems = new Set<string>();
  const unknown: RecordFacts = {
    head: { id: '', modified: '', aliases: [], summary: '', url: '' },
    rating: { severity: 'unknown' },
  };
  let manifest: Manifest | undefined;
  let namesByEcosystem = new Map<string, readonly string[]>();

  const reload = (): void => {
    close();
    manifest = readManifest(directory);
    namesByEcosystem = indexFeeds(manifest ?? emptyManifest);
  };
  const close = (): void => {
    for (const collection of collections.values()) collection?.close();
    collections.clear();
  };
  /** What `act` gives, or undefined and a problem when the bytes are not what was written. */
  const attempt = <T>(name: string, act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      const isExpected = error instanceof ImgscanError || (error instanceof Error && 'code' in error);
      if (!isExpected) throw error;
      problems.add(`${name}: ${error.message}`);
      return undefined;
    }
  };
  const open = (name: string): Collection | undefined => {
    if (!collections.has(name))
      collections.set(
        name,
        attempt(name, () => openNewest(directory, name, manifest)),
      );
    return collections.get(name);
  };
  reload();

  return {
    manifest: () => manifest,
    lookup(ecosystem, name) {
      const group = groups.affected(ecosystem, name);
      const found: Advisory[] = [];
      // A record is the first feed's that has it.
      const ids = new Set<string>();
      for (const feed of namesByEcosystem.get(ecosystemName(ecosystem)) ?? []) {
        const collection = open(feed);
        const members = collection && attempt(feed, () => collection.group(group));
        if (members === undefined || members.length === 0) continue;
        const recordOf = (id: string) => attempt(feed, () => collection?.record(id)) ?? unknown;
        for (const { member, value } of members) {
          if (ids.has(member)) continue;
          ids.add(member);
          const named = { id: member, ecosystem, name };
          found.push(...(attempt(feed, () => decodeAffected(value, named, recordOf)) ?? []));
        }
      }
      return found;
    },
    exploitation(cve) {
      let found: Exploitation | undefined;
      for (const feed of exploitationFeeds) {
        const members = attempt(feed, () => open(feed)?.group(groups.exploitation(cve))) ?? [];
        for (const { value } of members) {
          const said = attempt(feed, () => decodeExploitation(value));
          if (said !== undefined) found = { ...found, ...said };
        }
      }
      return found;
    },
    has: (id) =>
      feedNames(manifest).some((feed) => attempt(feed, () => open(feed)?.record(id)) !== undefined),
    records(name) {
      return feedNames(manifest).flatMap((feed) => {
        const collection = open(feed);
        const find = (): FoundRecord[] => {
          const ids = [name, ...(collection?.group(groups.alias(name)) ?? []).map(({ member }) => member)];
          return [...new Set(ids)].flatMap((id) => {
            return (collection?.records(id) ?? []).map((record) => ({ ...record, feed }));
          });
        };
        return attempt(feed, find) ?? [];
      });
    },
    status: () => statusOf(manifest ?? emptyManifest, [...problems]),
    reload,
    close,
  };
}

/** Their keys are CVE ids. */
const exploitationFeeds: readonly string[] = ['epss', 'kev'];

function feedNames(manifest: Manifest | undefined): readonly string[] {
  return Object.keys(manifest?.feeds ?? {}).sort();
}

/** Feeds that speak of an ecosystem; a distribution's own before OSV's, whose records of the same id it overrides. */
function indexFeeds({ feeds }: Manifest): Map<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const name of Object.keys(feeds).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const bases = new Set(Object.keys(feeds[name]?.ecosystems ?? {}).map(ecosystemName));
    for (const base of bases) {
      const list = index.get(base);
      if (list === undefined) index.set(base, [name]);
      else list.push(name);
    }
  }
  return index;
}

function rank(feed: string): number {
  return feed.startsWith('osv/') ? 1 : 0;
}

/** Files may be replaced between reading the list and opening them; then the list is read again. */
function openNewest(directory: string, name: string, manifest: Manifest | undefined): Collection | undefined {
  let current = manifest;
  for (let attempts = 0; ; attempts += 1) {
    const feed = current?.feeds[name];
    if (feed === undefined) return undefined;
    try {
      return openCollection(segmentsDirectory(directory), feed.segments);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing || attempts === 3) throw error;
      current = readManifest(directory);
    }
  }
}

function statusOf({ feeds }: Manifest, problems: readonly string[]): FeedStatus {
  const ecosystems = new Map<string, number>();
  let newest: string | undefined;
  let records = 0;
  const sources = Object.entries(feeds)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, feed]) => {
      for (const [ecosystem, count] of Object.entries(feed.ecosystems)) {
        ecosystems.set(ecosystem, (ecosystems.get(ecosystem) ?? 0) + count);
      }
      if (!exploitationFeeds.includes(name)) records += feed.records;
      if (feed.newest !== undefined && (newest === undefined || feed.newest > newest)) newest = feed.newest;
      const dated = feed.newest === undefined ? {} : { newest: feed.newest };
      return { name, records: feed.records, updated: feed.updated, ...dated };
    });
  return {
    records,
    ...(newest === undefined ? {} : { newest }),
    ecosystems: Object.fromEntries([...ecosystems].sort(([a], [b]) => (a < b ? -1 : 1))),
    baseline: false,
    sources,
    ...(problems.length === 0 ? {} : { problems }),
  };
}
