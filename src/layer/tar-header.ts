/** Codec of one 512-byte tar header block: v7, ustar, GNU, star. https://www.gnu.org/software/tar/manual/html_node/Standard.html */
import { isUtf8 } from 'node:buffer';

export const BLOCK_BYTES = 512;

/** The fields of one block as they stand there, before PAX and GNU extensions have their say. */
export interface HeaderBlock {
  readonly format: 'v7' | 'ustar' | 'gnu';
  /** The type flag as a character; `\0` is v7's regular file. */
  readonly flag: string;
  readonly name: string;
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly contentBytes: number;
  readonly mtime: number;
}

/**
 * Bytes as text that keeps two different names different: UTF-8 where valid, and each byte that is not
 * becomes a lone surrogate U+DC80..U+DCFF, which no valid UTF-8 yields.
 */
export function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    let length = 1;
    while (length <= 4 && !isUtf8(bytes.subarray(at, at + length))) length += 1;
    if (length <= 4 && at + length <= bytes.length) {
      text += bytes.toString('utf8', at, at + length);
      at += length;
    } else {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
    }
  }
  return text;
}

/** A fixed-width text field: up to its first NUL. */
function readText(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const nul = field.indexOf(0);
  return decodeText(nul < 0 ? field : field.subarray(0, nul));
}

/**
 * A numeric field: octal digits between spaces and NULs, or base-256 when its first bit is set.
 * Saturates at the largest safe integer; NaN when it is neither.
 */
export function readNumber(block: Buffer, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    const invert = (first & 0x40) !== 0 ? 0xff : 0;
    let value = ((first ^ invert) & 0x7f) >>> 0;
    for (let at = start + 1; at < start + length; at += 1) value = value * 256 + ((block[at] ?? 0) ^ invert);
    const limited = Math.min(value, Number.MAX_SAFE_INTEGER);
    return invert === 0 ? limited : -1 - Math.min(limited, Number.MAX_SAFE_INTEGER - 1);
  }
  let from = start;
  let to = start + length;
  while (from < to && isFiller(block[from])) from += 1;
  let value = 0;
  for (; from < to && block[from] !== 0; from += 1) {
    const digit = (block[from] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) {
      while (to > from && isFiller(block[to - 1])) to -= 1;
      return from === to ? value : Number.NaN;
    }
    value = value * 8 + digit;
  }
  return value;
}

/** NUL or space. */
function isFiller(byte: number | undefined): boolean {
  return byte === 0 || byte === 0x20;
}

export function isZeroBlock(block: Buffer): boolean {
  for (let at = 0; at < BLOCK_BYTES; at += 4) if (block.readInt32LE(at) !== 0) return false;
  return true;
}

/** The sum over all bytes, the checksum field taken as spaces; old writers summed signed bytes. */
function hasValidChecksum(block: Buffer): boolean {
  const stored = readNumber(block, 148, 8);
  let unsigned = 8 * 32;
  let signed = unsigned;
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return stored === unsigned || stored === signed;
}

/** ustar's name prefix; star's is shorter, GNU has times there. */
function readPrefix(block: Buffer, format: HeaderBlock['format']): string {
  if (format === 'v7') return '';
  if (format === 'ustar') {
    const isStar = block.toString('latin1', 508, 512) === 'tar\0';
    return readText(block, 345, isStar ? 131 : 155);
  }
  // Go before 1.8 wrote a prefix into GNU headers, and its reader still honours it where no time stands.
  if (!Number.isNaN(readNumber(block, 345, 12)) && !Number.isNaN(readNumber(block, 357, 12))) return '';
  const prefix = readText(block, 345, 155);
  return Buffer.byteLength(prefix) === prefix.length ? prefix : '';
}

/** A block's fields, or a sentence saying what is wrong with it. */
export function readHeaderBlock(block: Buffer): HeaderBlock | string {
  if (!hasValidChecksum(block)) return 'the header checksum does not match';
  const magic = block.toString('latin1', 257, 265);
  const format = magic === 'ustar  \0' ? 'gnu' : magic.startsWith('ustar\0') ? 'ustar' : 'v7';
  const name = readText(block, 0, 100);
  const prefix = readPrefix(block, format);
  const header: HeaderBlock = {
    format,
    flag: String.fromCharCode(block[156] ?? 0),
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: readText(block, 157, 100),
    mode: readNumber(block, 100, 8),
    uid: readNumber(block, 108, 8),
    gid: readNumber(block, 116, 8),
    contentBytes: readNumber(block, 124, 12),
    mtime: readNumber(block, 136, 12),
  };
  const { mode, uid, gid, contentBytes, mtime } = header;
  if (Number.isNaN(mode + uid + gid + contentBytes + mtime)) return 'a numeric header field is not a number';
  if (contentBytes < 0) return 'the header gives a negative size';
  return header;
}
