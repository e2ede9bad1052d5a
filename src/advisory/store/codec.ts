/**
 * What the store keeps of a record: its head and its original in a segment's log, and for each package it affects an
 * entry with the ranges. Keys: `a ecosystem name id`, `n alias id`, `r id part`, `x cve feed`, their parts between NULs.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { Advisory, Exploitation } from '../../model/advisory.ts';
import type { RecordHead } from '../osv.ts';
import { packRating, type StoredRating, unpackRating, unrated } from './rating.ts';
import { keyOf } from './segment-format.ts';
import { damaged, decodeText, decodeTexts, parseList } from './values.ts';

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

/** CRC-32 of the rest, length of the head, whether the original is deflated; head with a rating; original. */
export function encodeRecord(
  head: RecordHead,
  rating: StoredRating | undefined,
  { bytes, isDeflated }: Original,
): readonly Uint8Array[] {
  const { id, modified, withdrawn = '', aliases, related = [], summary, url } = head;
  const said = [id, modified, withdrawn, aliases, related, summary, url, ...packRating(rating ?? unrated)];
  const text = Buffer.from(JSON.stringify(said));
  const header = Buffer.allocUnsafe(recordHeaderBytes);
  header.writeUInt32BE(text.length, 4);
  header.writeUInt8(isDeflated ? 1 : 0, 8);
  header.writeUInt32BE(crc32(bytes, crc32(text, crc32(header.subarray(4)))));
  return [header, text, bytes];
}

export interface StoredRecord {
  readonly head: RecordHead;
  /** What holds for every package where the entry says nothing else. */
  readonly rating: StoredRating;
  /** The record as it came, JSON text. */
  original(): string;
}

export function decodeRecord(bytes: Buffer): StoredRecord {
  if (bytes.length < recordHeaderBytes || crc32(bytes.subarray(4)) !== bytes.readUInt32BE(0)) {
    throw damaged('a record was changed');
  }
  const headEnd = recordHeaderBytes + bytes.readUInt32BE(4);
  const isDeflated = bytes.readUInt8(8) === 1;
  const said = parseList(bytes.subarray(recordHeaderBytes, headEnd));
  return {
    head: decodeHead(said),
    rating: unpackRating(said.slice(headParts)),
    original() {
      const rest = bytes.subarray(headEnd);
      return (isDeflated ? inflateRawSync(rest, { maxOutputLength: maxOriginalBytes }) : rest).toString(
        'utf8',
      );
    },
  };
}

/** Parts of a head; a rating follows them. */
const headParts = 7;

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
