/** Walks a zip file's entries in bounded memory, whatever the file says of itself. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import { fstatSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { ImgscanError } from '../../errors.ts';

export interface ZipEntry {
  readonly name: string;
  /** As it lies in the file. */
  readonly packed: Buffer;
  readonly isDeflated: boolean;
  /** What the directory says of the content. */
  readonly contentBytes: number;
  readonly crc: number;
  /**
   * The content; LIMIT_EXCEEDED or ADVISORY_INVALID where it is too large or not what the directory says. `copy`: of
   * `packed`, where that is no longer valid.
   */
  content(copy?: Buffer): Buffer;
}

export interface ZipLimits {
  /** Content of one entry. */
  readonly maxEntryBytes: number;
  readonly maxEntries: number;
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
const endBytes = 22;
const locatorBytes = 20;
const centralBytes = 46;
const localBytes = 30;
const unknown16 = 0xffff;
const unknown32 = 0xffffffff;
const windowBytes = 1024 * 1024;

/**
 * Entries in the order of the directory at the file's end, each valid until the next. `file` is a descriptor, `name` what errors call it. Throws
 * ADVISORY_INVALID for what is no zip, and LIMIT_EXCEEDED where entries overlap, as those of a bomb do.
 */
export function* readZip(
  file: number,
  name: string,
  limits: ZipLimits,
): Generator<ZipEntry, void, undefined> {
  const fileBytes = fstatSync(file).size;
  const directory = createWindow(file, fileBytes, name);
  const contents = createWindow(file, fileBytes, name);
  const { count, offset: first } = findDirectory(directory, fileBytes, name);
  if (count > limits.maxEntries) {
    throw new ImgscanError(
      'LIMIT_EXCEEDED',
      `${name}: ${count} files, at most ${limits.maxEntries} are read`,
    );
  }
  let offset = first;
  let packedTotal = 0;
  for (let left = count; left > 0; left -= 1) {
    const start = directory(offset, centralBytes);
    if (start.readUInt32LE(0) !== signatures.central) throw broken(name, 'its directory is damaged');
    const extraAt = centralBytes + start.readUInt16LE(28);
    const extraEnd = extraAt + start.readUInt16LE(30);
    const record = directory(offset, extraEnd);
    const entry = {
      name: record.toString('utf8', centralBytes, extraAt),
      flags: record.readUInt16LE(8),
      method: record.readUInt16LE(10),
      crc: record.readUInt32LE(16),
      ...readSizes(record, record.subarray(extraAt)),
    };
    offset += extraEnd + record.readUInt16LE(32);
    packedTotal += entry.packedBytes;
    if (packedTotal > fileBytes) throw new ImgscanError('LIMIT_EXCEEDED', `${name}: its files overlap`);
    yield openEntry(contents, entry, name, limits);
  }
}

interface DirectoryEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly contentBytes: number;
  readonly offset: number;
}

function openEntry(contents: Window, entry: DirectoryEntry, archive: string, limits: ZipLimits): ZipEntry {
  const { name, flags, method, crc, packedBytes, contentBytes, offset } = entry;
  const called = `${name.slice(0, 100)} in ${archive}`;
  const isTooLarge = contentBytes > limits.maxEntryBytes || packedBytes > limits.maxEntryBytes;
  const isReadable = (method === 0 || method === 8) && (flags & 1) === 0;
  const packed =
    isTooLarge || !isReadable ? Buffer.alloc(0) : readPacked(contents, offset, packedBytes, called);
  return {
    name,
    packed,
    isDeflated: method === 8,
    contentBytes,
    crc,
    content(copy = packed) {
      if (isTooLarge) {
        throw new ImgscanError(
          'LIMIT_EXCEEDED',
          `${called}: ${contentBytes} bytes, at most ${limits.maxEntryBytes} are read`,
        );
      }
      if (!isReadable) throw broken(called, 'encrypted, or compressed in a way that is not read');
      const content = method === 8 ? inflate(copy, contentBytes, called) : copy;
      if (content.length !== contentBytes || crc32(content) !== crc) throw broken(called, 'damaged');
      return content;
    },
  };
}

function readPacked(contents: Window, offset: number, packedBytes: number, called: string): Buffer {
  const header = contents(offset, localBytes);
  if (header.readUInt32LE(0) !== signatures.local) throw broken(called, 'it is not where the directory says');
  return contents(offset + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28), packedBytes);
}

function inflate(packed: Buffer, contentBytes: number, called: string): Buffer {
  try {
    const bytes = Math.max(64, contentBytes);
    return inflateRawSync(packed, { maxOutputLength: bytes, chunkSize: bytes });
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', `${called}: damaged, or larger than it says`, { cause });
  }
}

/** The directory's place, by the record at the end and its 64-bit companion. */
function findDirectory(
  read: Window,
  fileBytes: number,
  name: string,
): { readonly count: number; readonly offset: number } {
  const tailBytes = Math.min(fileBytes, endBytes + unknown16);
  const tail = read(fileBytes - tailBytes, tailBytes);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== signatures.end) continue;
    const count = tail.readUInt16LE(at + 10);
    const offset = tail.readUInt32LE(at + 16);
    if (count !== unknown16 && offset !== unknown32) return { count, offset };
    const locatorAt = fileBytes - tailBytes + at - locatorBytes;
    const locator = locatorAt < 0 ? undefined : read(locatorAt, locatorBytes);
    if (locator?.readUInt32LE(0) !== signatures.locator64) return { count, offset };
    const end64 = read(toNumber(locator.readBigUInt64LE(8), name), 56);
    if (end64.readUInt32LE(0) !== signatures.end64) throw broken(name, 'its directory is damaged');
    return {
      count: toNumber(end64.readBigUInt64LE(32), name),
      offset: toNumber(end64.readBigUInt64LE(48), name),
    };
  }
  throw broken(name, 'no zip archive, or cut off');
}

/** Sizes and place; those that do not fit are in the extra field of 64-bit ones, in this order. */
function readSizes(fixed: Buffer, extra: Buffer) {
  let contentBytes = fixed.readUInt32LE(24);
  let packedBytes = fixed.readUInt32LE(20);
  let offset = fixed.readUInt32LE(42);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    const end = Math.min(extra.length, from + extra.readUInt16LE(at + 2));
    const next = (value: number): number => {
      if (value !== unknown32 || from + 8 > end) return value;
      from += 8;
      return Number(extra.readBigUInt64LE(from - 8));
    };
    contentBytes = next(contentBytes);
    packedBytes = next(packedBytes);
    offset = next(offset);
    break;
  }
  return { contentBytes, packedBytes, offset };
}

/** Reads a part of the file, valid until the next; what lies near the last one costs no call to the system. */
type Window = (offset: number, length: number) => Buffer;

function createWindow(file: number, fileBytes: number, name: string): Window {
  let memory = Buffer.allocUnsafe(Math.min(windowBytes, fileBytes));
  let held = memory.subarray(0, 0);
  let from = 0;
  return (offset, length) => {
    if (offset < 0 || offset + length > fileBytes) throw broken(name, 'it points behind its own end');
    if (offset < from || offset + length > from + held.length) {
      if (length > memory.length) memory = Buffer.allocUnsafe(length);
      const next = memory.subarray(0, Math.min(memory.length, fileBytes - offset));
      let done = 0;
      while (done < next.length) {
        const count = readSync(file, next, done, next.length - done, offset + done);
        if (count === 0) throw broken(name, 'it became shorter while it was read');
        done += count;
      }
      held = next;
      from = offset;
    }
    return held.subarray(offset - from, offset - from + length);
  };
}

function toNumber(value: bigint, name: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken(name, 'its directory is damaged');
  return Number(value);
}

function broken(what: string, how: string): ImgscanError {
  return new ImgscanError('ADVISORY_INVALID', `${what}: ${how}`);
}
