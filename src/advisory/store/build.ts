/** Builds one segment of a feed: all of it, or what changed since an earlier state. */
import type { Advisory, Exploitation } from '../../model/advisory.ts';
import { createSchemes } from '../../version/list.ts';
import { versionsOutside } from '../../version/range.ts';
import { createScorer } from '../cvss.ts';
import { type DecodedRecord, decodeOsv, type RecordHead } from '../osv.ts';
import { encodeAffected } from './affected.ts';
import {
  encodeExploitation,
  encodePointer,
  encodeRecord,
  gone,
  keys,
  type Original,
  present,
} from './codec.ts';
import type { Collection } from './collection.ts';
import type { FeedCounts } from './manifest.ts';
import { createSegmentWriter, type SegmentFile } from './segment-writer.ts';
import { createSorter } from './sorter.ts';

export interface BuildOptions {
  /** Where the segment goes. */
  readonly directory: string;
  /** Advisories for ecosystems that this refuses are left out. */
  readonly wants: (ecosystem: string) => boolean;
  /** What stands already, when the segment is to hold what changed since. */
  readonly previous?: { readonly collection: Collection; readonly counts: FeedCounts };
}

export interface Built {
  /** Undefined when nothing was put. */
  readonly segment: SegmentFile | undefined;
  readonly counts: FeedCounts;
}

export interface Builder {
  /** A record that was decoded from `original`; it replaces the one of the same id, and of the same `part` of it. */
  put(decoded: DecodedRecord, original: Original, part?: string): void;
  /** The record is no longer in the feed. */
  remove(id: string): void;
  /** What `feed` says of a CVE; undefined when it says nothing any more. */
  putExploitation(cve: string, feed: string, exploitation: Exploitation | undefined): void;
  /** `newest` is told where records have no time of their own. */
  finish(newest?: string): Built;
  /** Deletes what was written; safe after `finish`. */
  abandon(): void;
}

/** The part of a record's advisories that goes into a feed, and the keys it is found by. */
interface Footing {
  readonly advisories: readonly Advisory[];
  readonly ecosystems: ReadonlySet<string>;
}

export function createBuilder({ directory, wants, previous }: BuildOptions): Builder {
  const writer = createSegmentWriter(directory);
  const sorter = createSorter({ directory });
  const ecosystems = new Map(Object.entries(previous?.counts.ecosystems ?? {}));
  const scorer = createScorer();
  const schemeFor = createSchemes();
  let records = previous?.counts.records ?? 0;
  let newest = previous?.counts.newest;
  let entries = 0;

  /** What is compared without epochs (rpm-build.ts) may be listed and in a range with them, but not without. */
  const needed = (advisory: Advisory): Advisory => {
    if (advisory.versions.length === 0) return advisory;
    const scheme = schemeFor(advisory.ecosystem);
    if (scheme === undefined || scheme.id === 'rpm') return advisory;
    return { ...advisory, versions: versionsOutside(scheme, advisory) };
  };
  const footingOf = (advisories: readonly Advisory[]): Footing => {
    const wanted = advisories.filter(({ ecosystem }) => wants(ecosystem));
    return { advisories: wanted, ecosystems: new Set(wanted.map(({ ecosystem }) => ecosystem)) };
  };
  const count = (footing: Footing, step: 1 | -1): void => {
    if (footing.advisories.length > 0) records += step;
    for (const ecosystem of footing.ecosystems) {
      const left = (ecosystems.get(ecosystem) ?? 0) + step;
      if (left > 0) ecosystems.set(ecosystem, left);
      else ecosystems.delete(ecosystem);
    }
  };
  const put = (key: string, value: Uint8Array): void => {
    entries += 1;
    sorter.put(key, value);
  };
  /** Hides all that an earlier record of the id is found by. What is put after it stands. */
  const hide = (id: string): void => {
    const earlier = previous?.collection.record(id);
    if (earlier === undefined) return;
    const decoded = decodeOsv(JSON.parse(earlier.original()), id, scorer);
    const footing = footingOf(decoded.advisories);
    count(footing, -1);
    for (const advisory of footing.advisories) put(keys.affected(advisory), gone);
    for (const name of namesOf(earlier.head)) put(keys.alias(name, id), gone);
    put(keys.record(id), gone);
  };

  return {
    put({ head, advisories }, original, part = '') {
      if (head === undefined) return;
      hide(head.id);
      const footing = footingOf(advisories);
      count(footing, 1);
      if (newest === undefined || head.modified > newest) newest = head.modified;
      // Parts of a record may each say something else.
      const rating = part === '' ? footing.advisories[0] : undefined;
      const parts = encodeRecord(head, rating, original);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      put(keys.record(head.id, part), encodePointer(writer.append(parts), length));
      for (const name of namesOf(head)) put(keys.alias(name, head.id), present);
      for (const [key, said] of byKey(footing.advisories)) put(key, encodeAffected(said.map(needed), rating));
    },
    remove: hide,
    putExploitation(cve, feed, exploitation) {
      put(keys.exploitation(cve, feed), exploitation === undefined ? gone : encodeExploitation(exploitation));
      records += exploitation === undefined ? -1 : 1;
    },
    finish(told) {
      newest = told ?? newest;
      const counts: FeedCounts = {
        records,
        ...(newest === undefined ? {} : { newest }),
        ecosystems: Object.fromEntries([...ecosystems].sort(([a], [b]) => (a < b ? -1 : 1))),
      };
      try {
        if (entries === 0) return { segment: undefined, counts };
        for (const { key, value } of sorter.sorted()) writer.add(key, value);
        return { segment: writer.finish(), counts };
      } finally {
        sorter.close();
        writer.abandon();
      }
    },
    abandon() {
      sorter.close();
      writer.abandon();
    },
  };
}

function namesOf({ aliases, related = [] }: RecordHead): readonly string[] {
  return related.length === 0 ? aliases : [...new Set([...aliases, ...related])];
}

function byKey(advisories: readonly Advisory[]): ReadonlyMap<string, readonly Advisory[]> {
  const found = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const key = keys.affected(advisory);
    const group = found.get(key);
    if (group === undefined) found.set(key, [advisory]);
    else group.push(advisory);
  }
  return found;
}
