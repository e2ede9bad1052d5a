/** What one record says of one package, as an entry of the store. */
import type { Advisory, AffectedRange, DistroVerdict, RangeEvent } from '../../model/advisory.ts';
import type { Severity } from '../../model/finding.ts';
import { verdicts } from '../osv.ts';
import type { StoredRecord } from './codec.ts';
import { packRating, type StoredRating, unpackRating, unrated } from './rating.ts';
import { damaged, decodeList, decodeText, decodeTexts, parseList } from './values.ts';

/** `common` is the record's own rating, which entries that share it do not repeat. */
export function encodeAffected(advisories: readonly Advisory[], common: StoredRating | undefined): Buffer {
  return Buffer.from(JSON.stringify(advisories.map((advisory) => packAdvisory(advisory, common ?? unrated))));
}

function packAdvisory(advisory: Advisory, common: StoredRating): readonly unknown[] {
  const { ranges, versions, severity, cvss, score, knownExploited, verdict = '' } = advisory;
  const packed = ranges.map(({ type, events }) => [type === 'SEMVER' ? 's' : 'e', ...events.map(packEvent)]);
  const isCommon = severity === common.severity && cvss === common.cvss && score === common.score;
  const isPlain = isCommon && knownExploited !== true && verdict === '';
  if (isPlain) return versions.length === 0 ? [packed] : [packed, versions];
  const rating = isCommon ? 0 : packRating(advisory);
  return [packed, versions, rating, knownExploited === true ? 1 : 0, verdict, advisory.verdictReason ?? ''];
}

/** What an advisory takes from its record. */
export type RecordFacts = Pick<StoredRecord, 'head' | 'rating'>;

type Named = Pick<Advisory, 'ecosystem' | 'name' | 'id'>;

/** `recordOf` gives the record of an id; it is asked when something of the record's own is. */
export function decodeAffected(
  value: Buffer,
  named: Named,
  recordOf: (id: string) => RecordFacts,
): readonly Advisory[] {
  return parseList(value).map((item) => new StoredAdvisory(decodeList(item), named, recordOf));
}

/**
 * Most advisories of a package turn out not to be about its version: aliases, severity, summary and whatever else is
 * the record's own are read when they are asked for. A class, as literals with accessors are slow to make.
 */
class StoredAdvisory implements Advisory {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  readonly versions: readonly string[];
  readonly knownExploited: boolean;
  readonly verdict?: DistroVerdict;
  readonly verdictReason?: string;
  readonly #rating: StoredRating | undefined;
  readonly #recordOf: (id: string) => RecordFacts;
  #record: RecordFacts | undefined;

  constructor(
    [ranges, versions = [], rating = 0, exploited, verdict = '', reason = '']: readonly unknown[],
    { id, ecosystem, name }: Named,
    recordOf: (id: string) => RecordFacts,
  ) {
    this.id = id;
    this.ecosystem = ecosystem;
    this.name = name;
    this.ranges = decodeList(ranges).map(unpackRange);
    this.versions = decodeTexts(versions);
    this.knownExploited = exploited === 1;
    if (verdict !== '') this.verdict = decodeVerdict(verdict);
    if (reason !== '') this.verdictReason = decodeText(reason);
    this.#rating = rating === 0 ? undefined : unpackRating(decodeList(rating));
    this.#recordOf = recordOf;
  }

  get #facts(): RecordFacts {
    this.#record ??= this.#recordOf(this.id);
    return this.#record;
  }

  get #rated(): StoredRating {
    return this.#rating ?? this.#facts.rating;
  }

  get aliases(): readonly string[] {
    return this.#facts.head.aliases;
  }

  get related(): readonly string[] {
    return this.#facts.head.related ?? [];
  }

  get severity(): Severity {
    return this.#rated.severity;
  }

  get cvss(): string | undefined {
    return this.#rated.cvss;
  }

  get score(): number | undefined {
    return this.#rated.score;
  }

  get summary(): string {
    return this.#facts.head.summary;
  }

  get url(): string {
    return this.#facts.head.url;
  }

  get modified(): string {
    return this.#facts.head.modified;
  }
}

function packEvent(event: RangeEvent): string {
  if ('introduced' in event) return `i${event.introduced}`;
  if ('fixed' in event) return `f${event.fixed}`;
  if ('lastAffected' in event) return `a${event.lastAffected}`;
  return `l${event.limit}`;
}

function unpackRange(value: unknown): AffectedRange {
  const [type, ...events] = decodeTexts(value);
  return { type: type === 's' ? 'SEMVER' : 'ECOSYSTEM', events: events.map(unpackEvent) };
}

function unpackEvent(packed: string): RangeEvent {
  const version = packed.slice(1);
  switch (packed[0]) {
    case 'i':
      return { introduced: version };
    case 'f':
      return { fixed: version };
    case 'a':
      return { lastAffected: version };
    case 'l':
      return { limit: version };
    default:
      throw damaged('an event of another kind');
  }
}

function decodeVerdict(value: unknown): DistroVerdict {
  return verdicts.find((known) => known === value) ?? 'undetermined';
}
