/** PAX extended header records. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03 */
import { decodeText } from './tar-header.ts';

const XATTR_PREFIX = 'SCHILY.xattr.';

/** What one extended header says; a later record of a key replaces an earlier one. */
export interface PaxRecords {
  readonly values: ReadonlyMap<string, string>;
  /** Extended attributes by name; values are binary. */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
  /** Offsets and lengths in turn, from the repeated records of GNU sparse 0.0. */
  readonly sparseMap: readonly number[];
}

export const noPaxRecords: PaxRecords = { values: new Map(), xattrs: new Map(), sparseMap: [] };

/** A decimal number of at most 16 digits, or NaN. */
export function parseDecimal(text: string): number {
  return /^-?[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

/** Seconds with an optional fraction, rounded down; NaN when it is neither. */
export function parsePaxTime(text: string): number {
  return /^-?[0-9]{1,16}(\.[0-9]*)?$/.test(text) ? Math.floor(Number(text)) : Number.NaN;
}

/** `LENGTH KEY=VALUE\n`, LENGTH counting the whole record; undefined when one is malformed. */
export function parsePaxRecords(bytes: Buffer): PaxRecords | undefined {
  const values = new Map<string, string>();
  const xattrs = new Map<string, Uint8Array>();
  const sparseMap: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    // Some writers fill the header up to the block with NULs.
    if (bytes[at] === 0) return bytes.subarray(at).every((byte) => byte === 0) ? done() : undefined;
    const space = bytes.subarray(at, at + 9).indexOf(0x20);
    const length = space < 1 ? Number.NaN : parseDecimal(bytes.toString('latin1', at, at + space));
    const end = at + length;
    if (!(length > space + 2) || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
    const equals = bytes.subarray(0, end).indexOf(0x3d, at + space + 1);
    if (equals <= at + space + 1) return undefined;
    const key = decodeText(bytes.subarray(at + space + 1, equals));
    const value = bytes.subarray(equals + 1, end - 1);
    if (key.startsWith(XATTR_PREFIX)) {
      xattrs.set(key.slice(XATTR_PREFIX.length), Uint8Array.from(value));
    } else if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      if ((key === 'GNU.sparse.offset') !== (sparseMap.length % 2 === 0)) return undefined;
      sparseMap.push(parseDecimal(value.toString('latin1')));
    } else {
      values.set(key, decodeText(value));
    }
    at = end;
  }
  return done();

  function done(): PaxRecords {
    return { values, xattrs, sparseMap };
  }
}
