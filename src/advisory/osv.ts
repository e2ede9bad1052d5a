/** Decodes one OSV record into advisories, one for each package it affects. https://ossf.github.io/osv-schema/ */
import { ImgscanError } from '../errors.ts';
import type { Advisory, AffectedRange, DistroVerdict, RangeEvent } from '../model/advisory.ts';
import type { Warning } from '../model/layer.ts';
import { compareText } from '../version/digits.ts';
import { canonicalEcosystem, canonicalName } from './name.ts';
import {
  breaks,
  decodeFields,
  decodeList,
  decodeOptionalFields,
  decodeOptionalText,
  decodeText,
  decodeTexts,
  decodeTime,
  type Fields,
  within,
} from './osv-fields.ts';
import { type Rated, type Rating, rate, type Scorer, wordsInSummary } from './severity.ts';

/** What all advisories of a record share. */
export interface RecordHead {
  readonly id: string;
  readonly modified: string;
  readonly withdrawn?: string;
  readonly aliases: readonly string[];
  readonly related?: readonly string[];
  readonly summary: string;
  readonly url: string;
}

export interface DecodedRecord {
  /** Absent when the record breaks the schema. */
  readonly head?: RecordHead;
  /** Empty for a withdrawn record and for one that names only commits. */
  readonly advisories: readonly Advisory[];
  readonly warnings: readonly Warning[];
}

/**
 * `origin` names the record in a warning when it has no id of its own (`npm.jsonl:12`). A record that breaks the
 * schema gives one ADVISORY_INVALID warning and nothing else; it never throws.
 */
export function decodeOsv(value: unknown, origin: string, scorer: Scorer): DecodedRecord {
  try {
    const record = decodeFields(value, 'the record');
    const head = decodeHead(record);
    const affected = decodeList(record['affected'], 'affected');
    const shared = decodeRating(record, scorer);
    const advisories: Advisory[] = [];
    for (const [index, item] of affected.entries()) {
      try {
        const advisory = decodeAffected(item, head, shared, scorer);
        if (advisory !== undefined) advisories.push(advisory);
      } catch (error) {
        throw within(`affected.${index}`, error);
      }
    }
    return { head, advisories: head.withdrawn === undefined ? advisories : [], warnings: [] };
  } catch (error) {
    if (!(error instanceof ImgscanError)) throw error;
    const message = `Advisory ${nameOf(value) ?? origin} is not used: ${error.message.slice(0, 200)}`;
    return { advisories: [], warnings: [{ code: 'ADVISORY_INVALID', message }] };
  }
}

function decodeHead(record: Fields): RecordHead {
  const id = decodeText(record['id'], 'id');
  const withdrawn = record['withdrawn'] ?? undefined;
  const aliases = decodeTexts(record['aliases'], 'aliases');
  const upstream = decodeTexts(record['upstream'], 'upstream');
  const related = decodeTexts(record['related'], 'related');
  const summary = decodeOptionalText(record['summary'], 'summary');
  const details = decodeOptionalText(record['details'], 'details');
  return {
    id,
    modified: decodeTime(record['modified'], 'modified'),
    ...(withdrawn === undefined ? {} : { withdrawn: decodeTime(withdrawn, 'withdrawn') }),
    aliases: sortedOnce([...aliases, ...upstream]),
    ...(related.length === 0 ? {} : { related: sortedOnce(related) }),
    summary: firstLine(summary || details) || id,
    url: decodeUrl(record['references'], id),
  };
}

function sortedOnce(names: readonly string[]): readonly string[] {
  return names.length < 2 ? names : [...new Set(names)].sort(compareText);
}

function firstLine(text: string): string {
  const trimmed = text.trimStart();
  const end = trimmed.indexOf('\n');
  return (end < 0 ? trimmed : trimmed.slice(0, end)).slice(0, 300).trim();
}

/** The record's own advisory page, else its first reference, else OSV's page of it. */
function decodeUrl(value: unknown, id: string): string {
  let first: string | undefined;
  let own: string | undefined;
  for (const item of decodeList(value, 'references')) {
    const reference = decodeFields(item, 'references');
    const type = decodeText(reference['type'], 'references.type');
    const url = decodeText(reference['url'], 'references.url');
    if (!/^https?:\/\//.test(url)) continue;
    first ??= url;
    if (type === 'ADVISORY') own ??= url;
  }
  return own ?? first ?? `https://osv.dev/vulnerability/${encodeURIComponent(id)}`;
}

/** What a record or one affected package of it says of how bad it is. */
interface SaidRating {
  readonly ratings: readonly Rating[];
  /** In words, the most specific first. */
  readonly words: readonly string[];
  readonly knownExploited: boolean;
  readonly rated: Rated;
}

function decodeRating(fields: Fields, scorer: Scorer, inherited?: SaidRating): SaidRating {
  const said = decodeList(fields['severity'], 'severity').map((item): Rating => {
    const rating = decodeFields(item, 'severity');
    return {
      type: decodeText(rating['type'], 'severity.type'),
      score: decodeText(rating['score'], 'severity.score'),
    };
  });
  const words: string[] = [];
  let knownExploited = inherited?.knownExploited ?? false;
  for (const key of ['ecosystem_specific', 'database_specific']) {
    const specific = decodeOptionalFields(fields[key]);
    for (const word of [specific['severity'], specific['urgency']]) {
      if (typeof word === 'string') words.push(word);
    }
    if (specific['knownExploited'] === true) knownExploited = true;
  }
  if (inherited === undefined) words.push(...wordsInSummary(fields['id'], fields['summary']));
  if (inherited !== undefined && said.length === 0 && words.length === 0) {
    return { ...inherited, knownExploited };
  }
  const ratings = said.length > 0 ? said : (inherited?.ratings ?? []);
  const allWords = [...words, ...(inherited?.words ?? [])];
  return { ratings, words: allWords, knownExploited, rated: rate(ratings, allWords, scorer) };
}

function decodeAffected(
  value: unknown,
  head: RecordHead,
  shared: SaidRating,
  scorer: Scorer,
): Advisory | undefined {
  const affected = decodeFields(value, '');
  const ranges: AffectedRange[] = [];
  for (const [index, item] of decodeList(affected['ranges'], 'ranges').entries()) {
    try {
      const range = decodeRange(item);
      if (range !== undefined) ranges.push(range);
    } catch (error) {
      throw within(`ranges.${index}`, error);
    }
  }
  const versions = decodeTexts(affected['versions'], 'versions');
  const { rated, knownExploited } = decodeRating(affected, scorer, shared);
  const specific = decodeOptionalFields(affected['ecosystem_specific']);
  const verdict = verdictOf(specific);
  if (affected['package'] === undefined) return undefined;
  const named = decodeFields(affected['package'], 'package');
  const ecosystem = canonicalEcosystem(decodeText(named['ecosystem'], 'package.ecosystem'));
  const name = decodeText(named['name'], 'package.name');
  const saysEnough = verdict === 'not-affected' || verdict === 'undetermined';
  if (ranges.length === 0 && versions.length === 0 && !saysEnough) return undefined;
  const reason = specific['verdictReason'];
  return {
    id: head.id,
    aliases: head.aliases,
    ...(head.related === undefined ? {} : { related: head.related }),
    ecosystem,
    name: canonicalName(ecosystem, name),
    ranges,
    versions,
    ...rated,
    ...(knownExploited ? { knownExploited } : {}),
    ...(verdict === undefined ? {} : { verdict }),
    ...(verdict === undefined || typeof reason !== 'string' || reason === ''
      ? {}
      : { verdictReason: reason }),
    summary: head.summary,
    url: head.url,
    modified: head.modified,
  };
}

/** Every verdict there is. */
export const verdicts: readonly DistroVerdict[] = [
  'not-affected',
  'unimportant',
  'postponed',
  'will-not-fix',
  'end-of-life',
  'undetermined',
];

/** imgscan's own word where a feed of another format was converted, else Debian's urgency as OSV hands it on. */
function verdictOf(specific: Fields): DistroVerdict | undefined {
  return verdicts.find((known) => known === (specific['verdict'] ?? specific['urgency']));
}

/** None for a range of commits. */
function decodeRange(value: unknown): AffectedRange | undefined {
  const range = decodeFields(value, '');
  const type = range['type'];
  if (type === 'GIT') return undefined;
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return breaks('type', 'expected SEMVER, ECOSYSTEM or GIT');
  const place = 'events';
  const events = decodeList(range['events'], place).map((event) => decodeEvent(event, place));
  if (!events.some((event) => 'introduced' in event)) return breaks(place, 'no event says introduced');
  if (events.some((event) => 'fixed' in event) && events.some((event) => 'lastAffected' in event)) {
    return breaks(place, 'fixed and last_affected in one range');
  }
  return { type, events };
}

/** Other keys than these make an event of a kind that imgscan does not know: it must not be passed over. */
function decodeEvent(value: unknown, where: string): RangeEvent {
  const event = decodeFields(value, where);
  const keys = Object.keys(event);
  const [key = ''] = keys;
  if (keys.length !== 1)
    return breaks(where, 'expected one of introduced, fixed, last_affected and limit in each');
  const version = decodeText(event[key], where);
  switch (key) {
    case 'introduced':
      return { introduced: version };
    case 'fixed':
      return { fixed: version };
    case 'last_affected':
      return { lastAffected: version };
    case 'limit':
      return { limit: version };
    default:
      return breaks(where, `unknown event ${JSON.stringify(key.slice(0, 40))}`);
  }
}

function nameOf(value: unknown): string | undefined {
  const { id } = decodeOptionalFields(value);
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : undefined;
}
