/** Writes a segment front to back: records first, then entries in the order of their keys. Its name is its SHA-256. */
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { createFilter } from './filter.ts';
import { blockBytes, footerBytes, groupOf, indexEntryBytes, magic, maxKeyBytes } from './segment-format.ts';

/** A finished segment as the manifest lists it. */
export interface SegmentFile {
  /** Hex; the file is `<sha256>.segment`. */
  readonly sha256: string;
  readonly bytes: number;
  readonly entries: number;
}

export interface SegmentWriter {
  /** Appends a record; says where it begins. Only before the first `add`. */
  append(parts: readonly Uint8Array[]): number;
  /** Keys must rise, group by group; an empty value says that older segments' entry is gone. */
  add(key: string, value: Uint8Array): void;
  /** Makes the file appear under its name, safe against loss of power. */
  finish(): SegmentFile;
  /** Deletes what was written; safe after `finish`. */
  abandon(): void;
}

export function segmentName(sha256: string): string {
  return `${sha256}.segment`;
}

/** Ends the names of files that nobody needs when their process has ended. */
export const temporarySuffix = '.tmp';
const bufferBytes = 256 * 1024;

export function createSegmentWriter(directory: string): SegmentWriter {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const temporary = join(directory, `${randomUUID()}${temporarySuffix}`);
  const file = openSync(temporary, 'wx', 0o600);
  let isOpen = true;
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let buffered = 0;
  let offset = 0;

  const flush = (): void => {
    writeAll(file, buffer.subarray(0, buffered));
    digest.update(buffer.subarray(0, buffered));
    buffered = 0;
  };
  const write = (bytes: Uint8Array): void => {
    offset += bytes.length;
    if (buffered + bytes.length > bufferBytes) flush();
    if (bytes.length > bufferBytes) {
      writeAll(file, bytes);
      digest.update(bytes);
    } else {
      buffer.set(bytes, buffered);
      buffered += bytes.length;
    }
  };
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  write(magic);

  const block = createBlock();
  const index = createIndex();
  const filter = createFilter();
  let logEnd: number | undefined;
  let entries = 0;
  let lastKey = '';
  let lastGroup: string | undefined;

  const endBlock = (): void => {
    const { firstKey, content } = block.take();
    index.add(firstKey, offset, content);
    write(content);
  };

  return {
    append(parts) {
      const start = offset;
      for (const part of parts) write(part);
      return start;
    },
    add(key, value) {
      logEnd ??= offset;
      if (key <= lastKey || key.length > maxKeyBytes) throw new Error('keys of a segment must rise');
      lastKey = key;
      const group = groupOf(key);
      if (group !== lastGroup) filter.add(group);
      lastGroup = group;
      entries += 1;
      block.add(key, value);
      if (block.bytes() >= blockBytes) endBlock();
    },
    finish() {
      logEnd ??= offset;
      if (block.bytes() > 0) endBlock();
      const indexOffset = offset;
      const { content: indexContent, blocks } = index.finish();
      write(indexContent);
      const filterOffset = offset;
      const filterContent = filter.finish();
      write(filterContent);
      const footer = Buffer.alloc(footerBytes);
      const numbers = [
        logEnd,
        blocks,
        entries,
        indexOffset,
        indexContent.length,
        filterOffset,
        filterContent.length,
      ];
      for (const [at, value] of numbers.entries()) footer.writeUIntBE(value, at * 6, 6);
      const at = numbers.length * 6;
      footer.writeUInt32BE(crc32(indexContent), at);
      footer.writeUInt32BE(crc32(filterContent), at + 4);
      footer.writeUInt32BE(crc32(footer.subarray(0, at + 8)), at + 8);
      magic.copy(footer, at + 12);
      write(footer);
      flush();
      fsyncSync(file);
      close();
      const sha256 = digest.digest('hex');
      renameSync(temporary, join(directory, segmentName(sha256)));
      return { sha256, bytes: offset, entries };
    },
    abandon() {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/** Of each block its place, checksum and first key; then where each of these ends. In one piece: there are many. */
function createIndex() {
  let content = Buffer.allocUnsafe(64 * 1024);
  let length = 0;
  const ends: number[] = [];
  return {
    add(firstKey: string, offset: number, block: Buffer): void {
      const end = length + indexEntryBytes + firstKey.length;
      if (end > content.length) {
        const larger = Buffer.allocUnsafe(end * 2);
        content.copy(larger, 0, 0, length);
        content = larger;
      }
      content.writeUIntBE(offset, length, 6);
      content.writeUInt32BE(block.length, length + 6);
      content.writeUInt32BE(crc32(block), length + 10);
      content.writeUInt16BE(firstKey.length, length + 14);
      content.write(firstKey, length + indexEntryBytes, 'latin1');
      length = end;
      ends.push(end);
    },
    finish(): { readonly content: Buffer; readonly blocks: number } {
      const tail = Buffer.alloc(ends.length * 4);
      for (const [at, end] of ends.entries()) tail.writeUInt32BE(end, at * 4);
      return { content: Buffer.concat([content.subarray(0, length), tail]), blocks: ends.length };
    },
  };
}

/** Entries of one block: the lengths, keys and values, then where each begins, then how many there are. */
function createBlock() {
  let content = Buffer.allocUnsafe(4 * blockBytes);
  let length = 0;
  let starts: number[] = [];
  let firstKey = '';
  return {
    bytes: () => length,
    add(key: string, value: Uint8Array): void {
      const needed = length + 6 + key.length + value.length;
      if (needed > content.length) {
        const larger = Buffer.allocUnsafe(needed * 2);
        content.copy(larger, 0, 0, length);
        content = larger;
      }
      if (length === 0) firstKey = key;
      starts.push(length);
      content.writeUInt16BE(key.length, length);
      content.writeUInt32BE(value.length, length + 2);
      content.write(key, length + 6, 'latin1');
      content.set(value, length + 6 + key.length);
      length = needed;
    },
    take(): { readonly firstKey: string; readonly content: Buffer } {
      const tail = Buffer.alloc((starts.length + 1) * 4);
      for (const [at, start] of starts.entries()) tail.writeUInt32BE(start, at * 4);
      tail.writeUInt32BE(starts.length, starts.length * 4);
      const whole = Buffer.concat([content.subarray(0, length), tail]);
      if (content.length > 64 * blockBytes) content = Buffer.allocUnsafe(4 * blockBytes);
      length = 0;
      starts = [];
      return { firstKey, content: whole };
    },
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
