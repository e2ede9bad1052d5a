/** Reads a segment: look-ups by group of keys, a walk over all entries, and the records they point at. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ImgscanError } from '../../errors.ts';
import { mayHave } from './filter.ts';
import {
  footerBytes,
  indexEntryBytes,
  keyOf,
  magic,
  maxValueBytes,
  type SegmentParts,
  textOf,
} from './segment-format.ts';

export interface Entry {
  readonly key: string;
  /** Empty where the entry only hides those of older segments. Valid until the next look-up. */
  readonly value: Buffer;
}

/** Member of a group: the last part of the key. */
export interface Member {
  readonly member: string;
  readonly value: Buffer;
}

/** Everything throws ADVISORY_INVALID where bytes are not what was written. */
export interface SegmentReader {
  /** Entries whose key is `group` and one part more, in the order of that part. */
  group(group: string): readonly Member[];
  /** All entries in the order of their keys. */
  entries(): Generator<Entry, void, undefined>;
  /** `length` bytes of the log from `offset` on. */
  record(offset: number, length: number): Buffer;
  close(): void;
}

/** Makes the error of a file that is not, or no longer, what was written. */
type Damaged = (what: string) => ImgscanError;

const cachedBlocks = 64;
const slabBytes = 128 * 1024;
const maxIndexBytes = 256 * 1024 * 1024;

export function openSegment(path: string): SegmentReader {
  const file = openSync(path, 'r');
  try {
    return createReader(file, path);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function createReader(file: number, path: string): SegmentReader {
  const damaged: Damaged = (what) => new ImgscanError('ADVISORY_INVALID', `${path}: ${what}`);
  const allocate = createAllocator();
  const read = (offset: number, length: number): Buffer => {
    const bytes = allocate(length);
    for (let done = 0; done < length; ) {
      const count = readSync(file, bytes, done, length - done, offset + done);
      if (count === 0) throw damaged('it ends too early');
      done += count;
    }
    return bytes;
  };
  const parts = readParts(file, read, damaged);
  let index: Buffer | undefined;
  let filter: Buffer | undefined;
  const loadIndex = (): Buffer => {
    index ??= checked(read(parts.indexOffset, parts.indexBytes), parts.indexCrc, 'index');
    return index;
  };
  const checked = (bytes: Buffer, crc: number, what: string): Buffer => {
    if (crc32(bytes) !== crc) throw damaged(`its ${what} is damaged`);
    return bytes;
  };

  const startOf = (bytes: Buffer, block: number): number => {
    const ends = bytes.length - parts.blockCount * 4;
    const start = block === 0 ? 0 : bytes.readUInt32BE(ends + (block - 1) * 4);
    if (start + indexEntryBytes > ends) throw damaged('its index is damaged');
    return start;
  };
  const cache = new Map<number, Block>();
  const blockAt = (number: number): Block => {
    const known = cache.get(number);
    if (known !== undefined) return known;
    const bytes = loadIndex();
    const start = startOf(bytes, number);
    const length = bytes.readUInt32BE(start + 6);
    if (length > 2 * maxValueBytes) throw damaged('a block is too large');
    const content = checked(
      read(bytes.readUIntBE(start, 6), length),
      bytes.readUInt32BE(start + 10),
      'block',
    );
    const block = openBlock(content, damaged);
    if (cache.size >= cachedBlocks) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
    cache.set(number, block);
    return block;
  };

  const firstKeys: string[] = [];
  const firstKeyOf = (block: number): string => {
    const bytes = loadIndex();
    const start = startOf(bytes, block);
    const keyStart = start + indexEntryBytes;
    const keyEnd = keyStart + bytes.readUInt16BE(start + 14);
    if (keyEnd > bytes.length) throw damaged('its index is damaged');
    return bytes.toString('latin1', keyStart, keyEnd);
  };
  /** The last block that begins at or before a key, -1 where all begin after it. */
  const findBlock = (key: string): number => {
    let low = 0;
    let high = parts.blockCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      firstKeys[middle] ??= firstKeyOf(middle);
      if ((firstKeys[middle] ?? '') <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  return {
    group(group) {
      filter ??= checked(read(parts.filterOffset, parts.filterBytes), parts.filterCrc, 'filter');
      const key = keyOf(group);
      if (!mayHave(filter, key)) return [];
      const prefix = `${key}\0`;
      const found: Member[] = [];
      for (let number = Math.max(0, findBlock(prefix)); number < parts.blockCount; number += 1) {
        const block = blockAt(number);
        for (let at = block.find(prefix); ; at += 1) {
          if (at === block.count) break;
          const key = block.key(at);
          if (!key.startsWith(prefix)) return found;
          found.push({ member: textOf(key.slice(prefix.length)), value: block.value(at) });
        }
      }
      return found;
    },
    *entries() {
      for (let number = 0; number < parts.blockCount; number += 1) {
        const block = blockAt(number);
        for (let at = 0; at < block.count; at += 1) {
          yield { key: block.key(at), value: block.value(at) };
        }
      }
    },
    record(offset, length) {
      if (offset < magic.length || offset + length > parts.logEnd) throw damaged('an entry points nowhere');
      return read(offset, length);
    },
    close: () => closeSync(file),
  };
}

interface ReadParts extends SegmentParts {
  readonly indexCrc: number;
  readonly filterCrc: number;
}

function readParts(
  file: number,
  read: (offset: number, length: number) => Buffer,
  damaged: Damaged,
): ReadParts {
  const fileBytes = fstatSync(file).size;
  if (fileBytes < magic.length + footerBytes) throw damaged('it is too short');
  const footer = read(fileBytes - footerBytes, footerBytes);
  const at = 7 * 6;
  if (
    !footer.subarray(at + 12).equals(magic) ||
    crc32(footer.subarray(0, at + 8)) !== footer.readUInt32BE(at + 8)
  ) {
    throw damaged('its end is damaged, or it is of another version of imgscan');
  }
  const number = (index: number): number => footer.readUIntBE(index * 6, 6);
  const parts = {
    logEnd: number(0),
    blockCount: number(1),
    entryCount: number(2),
    indexOffset: number(3),
    indexBytes: number(4),
    filterOffset: number(5),
    filterBytes: number(6),
    indexCrc: footer.readUInt32BE(at),
    filterCrc: footer.readUInt32BE(at + 4),
  };
  const ends = [parts.logEnd, parts.indexOffset + parts.indexBytes, parts.filterOffset + parts.filterBytes];
  if (
    ends.some((end) => end > fileBytes) ||
    parts.indexBytes + parts.filterBytes > maxIndexBytes ||
    parts.blockCount * (4 + indexEntryBytes) > parts.indexBytes ||
    parts.filterBytes < 8 ||
    (parts.filterBytes & (parts.filterBytes - 1)) !== 0
  ) {
    throw damaged('its parts are not where it says');
  }
  return parts;
}

/** Blocks and records are small and many: each in memory of its own would cost more than reading it. */
function createAllocator(): (length: number) => Buffer {
  let slab = Buffer.alloc(0);
  let used = 0;
  return (length) => {
    if (length > slabBytes / 4) return Buffer.allocUnsafe(length);
    if (used + length > slab.length) {
      slab = Buffer.allocUnsafeSlow(slabBytes);
      used = 0;
    }
    used += length;
    return slab.subarray(used - length, used);
  };
}

interface Block {
  readonly count: number;
  /** The first entry at or after a key; `count` where all come before it. */
  find(key: string): number;
  key(at: number): string;
  value(at: number): Buffer;
}

function openBlock(bytes: Buffer, damaged: Damaged): Block {
  const count = bytes.length < 4 ? 0 : bytes.readUInt32BE(bytes.length - 4);
  const starts = bytes.length - 4 - count * 4;
  if (count === 0 || starts < 0) throw damaged('a block is damaged');
  const startOf = (at: number): number => {
    const start = bytes.readUInt32BE(starts + at * 4);
    if (start + 6 > starts) throw damaged('a block is damaged');
    return start;
  };
  const keyEndOf = (start: number): number => {
    const end = start + 6 + bytes.readUInt16BE(start);
    if (end > starts) throw damaged('a block is damaged');
    return end;
  };
  const keys: string[] = [];
  const keyAt = (at: number): string => {
    const start = startOf(at);
    return bytes.toString('latin1', start + 6, keyEndOf(start));
  };
  const key = (at: number): string => {
    keys[at] ??= keyAt(at);
    return keys[at] ?? '';
  };
  return {
    count,
    key,
    find(wanted) {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (key(middle) < wanted) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    value(at) {
      const start = startOf(at);
      const keyEnd = keyEndOf(start);
      const end = keyEnd + bytes.readUInt32BE(start + 2);
      if (end > starts) throw damaged('a block is damaged');
      return bytes.subarray(keyEnd, end);
    },
  };
}
