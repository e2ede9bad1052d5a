/**
 * What the store keeps of a record: its head and its original in a segment's log, and for each package it affects an
 * entry with the ranges. Keys: `a ecosystem name id`, `n alias id`, `r id part`, `x cve feed`, their parts between NULs.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { ImgscanError } from '../../errors.ts';
import type {
  Advisory,
  AffectedRange,
  DistroVerdict,
  Exploitation,
  RangeEvent,
} from '../../model/advisory.ts';
import type { Severity } from '../../model/finding.ts';
import { type RecordHead, verdicts } from '../osv.ts';
import { keyOf } from './segment-format.ts';

/** As it came: raw deflate, or as it is. */
export interface Original {
  readonly bytes: Uint8Array;
  readonly isDeflated: boolean;
}

export const groups = {
  affected: (ecosystem: string, name: string) => `a\0${ecosystem}\0${name}`,
  alias: (name: string) => `n\0${name}`,
  record: (id: string) => `r\0${id}`,
  exploitation: (cve: string) => `x\0${cve}`,
} as const;

export const keys = {
  affected: ({ ecosystem, name, id }: Pick<Advisory, 'ecosystem' | 'name' | 'id'>) =>
    keyOf('a', ecosystem, name, id),
  alias: (name: string, id: string) => keyOf('n', name, id),
  record: (id: string, part = '') => keyOf('r', id, part),
  exploitation: (cve: string, feed: string) => keyOf('x', cve, feed),
} as const;

/** Begins the keys whose values point into the log. */
export const recordPrefix = 'r\0';
/** The value of an entry that says all by being there. */
export const present = Buffer.from([1]);
/** The value of an entry that hides those of older segments. */
export const gone = Buffer.alloc(0);
const pointerBytes = 10;
const recordHeaderBytes = 9;
const maxOriginalBytes = 64 * 1024 * 1024;

/** Where a record lies in its segment's log. */
export function encodePointer(offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(pointerBytes);
  bytes.writeUIntBE(offset, 0, 6);
  bytes.writeUInt32BE(length, 6);
  return bytes;
}

export function decodePointer(value: Buffer): { readonly offset: number; readonly length: number } {
  if (value.length !== pointerBytes) throw damaged('a pointer of another length');
  return { offset: value.readUIntBE(0, 6), length: value.readUInt32BE(6) };
}

/** CRC-32 of the rest, length of the head, whether the original is deflated; head; original. */
export function encodeRecord(head: RecordHead, { bytes, isDeflated }: Original): readonly Uint8Array[] {
  const { id, modified, withdrawn = '', aliases, related = [], summary, url } = head;
  const text = Buffer.from(JSON.stringify([id, modified, withdrawn, aliases, related, summary, url]));
  const header = Buffer.allocUnsafe(recordHeaderBytes);
  header.writeUInt32BE(text.length, 4);
  header.writeUInt8(isDeflated ? 1 : 0, 8);
  header.writeUInt32BE(crc32(bytes, crc32(text, crc32(header.subarray(4)))));
  return [header, text, bytes];
}

export interface StoredRecord {
  readonly head: RecordHead;
  /** The record as it came, JSON text. */
  original(): string;
}

export function decodeRecord(bytes: Buffer): StoredRecord {
  if (bytes.length < recordHeaderBytes || crc32(bytes.subarray(4)) !== bytes.readUInt32BE(0)) {
    throw damaged('a record was changed');
  }
  const headEnd = recordHeaderBytes + bytes.readUInt32BE(4);
  const isDeflated = bytes.readUInt8(8) === 1;
  return {
    head: decodeHead(parseList(bytes.subarray(recordHeaderBytes, headEnd))),
    original() {
      const rest = bytes.subarray(headEnd);
      return (isDeflated ? inflateRawSync(rest, { maxOutputLength: maxOriginalBytes }) : rest).toString(
        'utf8',
      );
    },
  };
}

function decodeHead([
  id,
  modified,
  withdrawn,
  aliases,
  related,
  summary,
  url,
]: readonly unknown[]): RecordHead {
  const others = decodeTexts(related);
  return {
    id: decodeText(id),
    modified: decodeText(modified),
    ...(withdrawn === '' ? {} : { withdrawn: decodeText(withdrawn) }),
    aliases: decodeTexts(aliases),
    ...(others.length === 0 ? {} : { related: others }),
    summary: decodeText(summary),
    url: decodeText(url),
  };
}

/** What one record says of one package, as a list of what each of its affected entries says. */
export function encodeAffected(advisories: readonly Advisory[]): Buffer {
  return Buffer.from(JSON.stringify(advisories.map(packAdvisory)));
}

function packAdvisory(advisory: Advisory): unknown {
  const { ranges, versions, severity, cvss = '', score = -1, knownExploited, verdict = '' } = advisory;
  const packed = ranges.map(({ type, events }) => [type === 'SEMVER' ? 's' : 'e', ...events.map(packEvent)]);
  const said = [knownExploited === true ? 1 : 0, verdict, advisory.verdictReason ?? ''];
  return [packed, versions, severity, cvss, score, ...(knownExploited || verdict !== '' ? said : [])];
}

/** One letter for the kind, then the version. */
function packEvent(event: RangeEvent): string {
  if ('introduced' in event) return `i${event.introduced}`;
  if ('fixed' in event) return `f${event.fixed}`;
  if ('lastAffected' in event) return `a${event.lastAffected}`;
  return `l${event.limit}`;
}

/**
 * The advisories of one entry. What is the record's own (aliases, summary, url ...) is read when it is first asked
 * for: most advisories of a package turn out not to be about its version.
 */
export function decodeAffected(
  value: Buffer,
  named: Pick<Advisory, 'ecosystem' | 'name' | 'id'>,
  headOf: (id: string) => RecordHead,
): readonly Advisory[] {
  let head: RecordHead | undefined;
  const read = (): RecordHead => {
    head ??= headOf(named.id);
    return head;
  };
  return parseList(value).map((item): Advisory => {
    if (!Array.isArray(item)) throw damaged('an entry of another shape');
    const [ranges, versions, severity, cvss, score, exploited, verdict, reason]: readonly unknown[] = item;
    return {
      ...named,
      ranges: decodeList(ranges).map(unpackRange),
      versions: decodeTexts(versions),
      severity: decodeSeverity(severity),
      ...(cvss === '' ? {} : { cvss: decodeText(cvss) }),
      ...(typeof score === 'number' && score >= 0 ? { score } : {}),
      ...(exploited === 1 ? { knownExploited: true } : {}),
      ...(verdict === undefined || verdict === '' ? {} : { verdict: decodeVerdict(verdict) }),
      ...(reason === undefined || reason === '' ? {} : { verdictReason: decodeText(reason) }),
      get aliases() {
        return read().aliases;
      },
      get related() {
        return read().related ?? [];
      },
      get summary() {
        return read().summary;
      },
      get url() {
        return read().url;
      },
      get modified() {
        return read().modified;
      },
    };
  });
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

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];

function decodeSeverity(value: unknown): Severity {
  return severities.find((known) => known === value) ?? 'unknown';
}

function decodeVerdict(value: unknown): DistroVerdict {
  return verdicts.find((known) => known === value) ?? 'undetermined';
}

export function encodeExploitation({ known, ransomware, epss, epssPercentile }: Exploitation): Buffer {
  return Buffer.from(JSON.stringify([known ? 1 : 0, ransomware ? 1 : 0, epss ?? -1, epssPercentile ?? -1]));
}

export function decodeExploitation(value: Buffer): Exploitation {
  const [known, ransomware, epss, percentile] = parseList(value);
  return {
    ...(known === 1 ? { known: true } : {}),
    ...(ransomware === 1 ? { ransomware: true } : {}),
    ...(typeof epss === 'number' && epss >= 0 ? { epss } : {}),
    ...(typeof percentile === 'number' && percentile >= 0 ? { epssPercentile: percentile } : {}),
  };
}

function parseList(bytes: Buffer): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', 'the advisory store: an entry that is no JSON', { cause });
  }
  return decodeList(value);
}

function decodeList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : damagedValue();
}

function decodeTexts(value: unknown): readonly string[] {
  const items = decodeList(value);
  for (const item of items) decodeText(item);
  return items as readonly string[];
}

function decodeText(value: unknown): string {
  return typeof value === 'string' ? value : damagedValue();
}

function damagedValue(): never {
  throw damaged('an entry of another shape');
}

function damaged(what: string): ImgscanError {
  return new ImgscanError('ADVISORY_INVALID', `the advisory store: ${what}`);
}
