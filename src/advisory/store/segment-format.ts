/**
 * The bytes of a segment: an immutable file of records and, behind them, one sorted table of keys that finds them.
 * `magic | log | blocks | index | filter | footer`; a block is a few KiB of entries, the index has each block's first key.
 */

/** Begins and ends every segment; its last character is the version of the format. */
export const magic = Buffer.from('imgscan1', 'latin1');
/** A block ends with the entry that reaches this: few blocks to index, little to read for one look-up. */
export const blockBytes = 8 * 1024;
/** One entry's value, and with it the largest block that is read. */
export const maxValueBytes = 64 * 1024 * 1024;
/** Offset, length, CRC-32 and the length of the first key. */
export const indexEntryBytes = 6 + 4 + 4 + 2;
/** Seven numbers of six bytes, the CRC-32 of index, of filter and of the footer before it, and the magic. */
export const footerBytes = 7 * 6 + 3 * 4 + magic.length;
export const maxKeyBytes = 4096;

/** Where the parts lie; all offsets in bytes from the start of the file. */
export interface SegmentParts {
  readonly logEnd: number;
  readonly blockCount: number;
  readonly entryCount: number;
  readonly indexOffset: number;
  readonly indexBytes: number;
  readonly filterOffset: number;
  readonly filterBytes: number;
}

/** Keys are bytes: UTF-8 held in a string of one character a byte, so that strings sort as the file does. */
export function keyOf(...parts: readonly string[]): string {
  const text = parts.join('\0');
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a key or of a part of it. */
export function textOf(key: string): string {
  return isAscii(key) ? key : Buffer.from(key, 'latin1').toString('utf8');
}

/** All of a key but its last part. */
export function groupOf(key: string): string {
  return key.slice(0, key.lastIndexOf('\0'));
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}
