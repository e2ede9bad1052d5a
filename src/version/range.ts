/** Says whether a version is affected, exactly as OSV defines it. https://ossf.github.io/osv-schema/#evaluation */
import type { Advisory, AffectedRange, RangeEvent } from '../model/advisory.ts';
import type { VersionScheme } from './scheme.ts';

export type AffectedVersions = Pick<Advisory, 'ranges' | 'versions'>;

/** What one advisory's ranges say of one version. */
export interface RangeVerdict {
  readonly affected: boolean;
  /** The range that includes it; absent when it is listed among the exact versions only. */
  readonly range?: AffectedRange;
  /** The lowest fixed version above it that is itself not affected. */
  readonly fixed?: string;
  /** Versions in ranges that the scheme cannot read; a range with one says nothing. */
  readonly unreadable: readonly string[];
}

interface ReadEvent<V> {
  readonly kind: 'introduced' | 'fixed' | 'lastAffected';
  readonly text: string;
  /** Undefined for the `0` that comes before every version. */
  readonly version: V | undefined;
}

interface ReadRange<V> {
  readonly range: AffectedRange;
  /** Sorted by version. */
  readonly events: readonly ReadEvent<V>[];
  readonly limits: readonly V[];
}

/** Each is held against all ranges again; the first is the one but for records that overlap. */
const mostFixes = 100;

/** Evaluates every range and the list of exact versions. */
export function evaluate<V>(scheme: VersionScheme<V>, version: V, affected: AffectedVersions): RangeVerdict {
  const unreadable: string[] = [];
  const ranges = readRanges(scheme, affected.ranges, unreadable);
  const isListed = (candidate: V) =>
    affected.versions.length > 0 &&
    affected.versions.some((text) => {
      // A listed version that cannot be read equals none that can: no harm to the verdict.
      const other = scheme.parse(text);
      return other !== undefined && scheme.compare(candidate, other) === 0;
    });
  const isAbove = (other: V | undefined) => other !== undefined && scheme.compare(other, version) > 0;
  const range = ranges.find((candidate) => isInRange(scheme, version, candidate))?.range;
  if (range === undefined && !isListed(version)) return { affected: false, unreadable };
  const fixed = ranges
    .flatMap(({ events }) => events.filter((event) => event.kind === 'fixed' && isAbove(event.version)))
    .toSorted((a, b) => compareEvents(scheme, a, b))
    .slice(0, mostFixes)
    .find(({ version: candidate }) => {
      if (candidate === undefined) return false;
      return !ranges.some((other) => isInRange(scheme, candidate, other)) && !isListed(candidate);
    })?.text;
  return {
    affected: true,
    ...(range === undefined ? {} : { range }),
    ...(fixed === undefined ? {} : { fixed }),
    unreadable,
  };
}

/** Those of the listed versions that no range includes: what is left says as much as before. */
export function versionsOutside<V>(
  scheme: VersionScheme<V>,
  { ranges, versions }: AffectedVersions,
): readonly string[] {
  if (versions.length === 0 || ranges.length === 0) return versions;
  const read = readRanges(scheme, ranges, []);
  const left: string[] = [];
  for (const text of versions) {
    const version = scheme.parse(text);
    if (version === undefined || !isInAny(scheme, version, read)) left.push(text);
  }
  return left;
}

function isInAny<V>(scheme: VersionScheme<V>, version: V, ranges: readonly ReadRange<V>[]): boolean {
  for (const range of ranges) if (isInRange(scheme, version, range)) return true;
  return false;
}

function readRanges<V>(
  scheme: VersionScheme<V>,
  ranges: readonly AffectedRange[],
  unreadable: string[],
): readonly ReadRange<V>[] {
  const read: ReadRange<V>[] = [];
  for (const range of ranges) {
    const one = readRange(scheme, range, unreadable);
    if (one !== undefined) read.push(one);
  }
  return read;
}

function isInRange<V>(scheme: VersionScheme<V>, version: V, range: ReadRange<V>): boolean {
  const { events, limits } = range;
  if (limits.length > 0 && !limits.some((limit) => scheme.compare(version, limit) < 0)) return false;
  let affected = false;
  for (const event of events) {
    const difference = event.version === undefined ? 1 : scheme.compare(version, event.version);
    if (event.kind === 'introduced' && difference >= 0) affected = true;
    else if (event.kind === 'fixed' && difference >= 0) affected = false;
    else if (event.kind === 'lastAffected' && difference > 0) affected = false;
  }
  return affected;
}

/** Undefined when an event cannot be read. A limit of `*` is no limit. */
function readRange<V>(
  scheme: VersionScheme<V>,
  range: AffectedRange,
  unreadable: string[],
): ReadRange<V> | undefined {
  const events: ReadEvent<V>[] = [];
  const limits: V[] = [];
  let isUnlimited = false;
  const before = unreadable.length;
  for (const event of range.events) {
    const { kind, text } = eventText(event);
    const isStart = kind === 'introduced' && text === '0';
    const isInfinity = kind === 'limit' && text === '*';
    const version = isStart || isInfinity ? undefined : scheme.parse(text);
    if (isInfinity) isUnlimited = true;
    else if (version === undefined && !isStart) unreadable.push(text);
    else if (kind !== 'limit') events.push({ kind, text, version });
    else if (version !== undefined) limits.push(version);
  }
  if (unreadable.length > before) return undefined;
  if (!isSorted(scheme, events)) events.sort((a, b) => compareEvents(scheme, a, b));
  return { range, events, limits: isUnlimited ? [] : limits };
}

/** As nearly all records have them. */
function isSorted<V>(scheme: VersionScheme<V>, events: readonly ReadEvent<V>[]): boolean {
  let last: ReadEvent<V> | undefined;
  for (const event of events) {
    if (last !== undefined && compareEvents(scheme, last, event) > 0) return false;
    last = event;
  }
  return true;
}

/**
 * By version. At the same version introduced and fixed keep the record's order (`fixed` then `introduced` goes on,
 * the reverse is empty), and last affected comes after both, as the version itself is affected.
 */
function compareEvents<V>(scheme: VersionScheme<V>, a: ReadEvent<V>, b: ReadEvent<V>): number {
  if (a.version === undefined || b.version === undefined) {
    return Number(a.version !== undefined) - Number(b.version !== undefined);
  }
  return (
    scheme.compare(a.version, b.version) ||
    Number(a.kind === 'lastAffected') - Number(b.kind === 'lastAffected')
  );
}

/** An event as its kind and version. */
export function eventText(event: RangeEvent): {
  readonly kind: 'introduced' | 'fixed' | 'lastAffected' | 'limit';
  readonly text: string;
} {
  if ('introduced' in event) return { kind: 'introduced', text: event.introduced };
  if ('fixed' in event) return { kind: 'fixed', text: event.fixed };
  if ('lastAffected' in event) return { kind: 'lastAffected', text: event.lastAffected };
  return { kind: 'limit', text: event.limit };
}
