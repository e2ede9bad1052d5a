/** Reads a zip archive front to back as it streams, without holding it. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import type { FileSink } from '../../model/analyzer.ts';
import { type Allowance, expand, keepHead } from './inflate.ts';

/** As it streams by, for what may be large; or the first bytes of it. */
export type Content = FileSink<void> | ((head: Buffer) => void);

/** What a zip's reader tells to. */
export interface ZipHandler {
  /** Who takes the expanded content of a wanted entry. */
  open(name: string): Content | undefined;
  /** Something is wrong with the archive or an entry; reading goes on. */
  problem(message: string): void;
  /** What may be expanded, here and in nested archives together. */
  readonly allowance: Allowance;
}

const signature = { local: 0x0403, central: 0x0201, end: 0x0605, end64: 0x0606, descriptor: 0x0807 };
const pk = Buffer.from('PK');
const descriptorMark = Buffer.from('PK\x07\x08', 'latin1');
const localHeaderBytes = 30;
const descriptorBytes = 16;
const unknown32 = 0xffffffff;
/** A local header with its name, in most archives. */
const seamBytes = 1_024;
const nothing: Buffer = Buffer.alloc(0);

interface OpenEntry {
  readonly name: string;
  readonly sink: FileSink<void> | undefined;
  /** Length in the archive; undefined where only a descriptor behind the content tells. */
  readonly bytes: number | undefined;
  read: number;
}

/**
 * Entries are read by their local headers, so bytes before the first one (a launch script) are passed over. Content
 * of unknown length ends at the data descriptor that tells the length so far.
 */
export function readZip(handler: ZipHandler): FileSink<void> {
  let rest = nothing;
  let entry: OpenEntry | undefined;
  let hasEntries = false;
  let isOver = false;

  /** Takes what it can of the bytes from `at` on; how far it got, or undefined when it needs more. */
  const step = (bytes: Buffer, at: number): number | undefined => {
    if (entry !== undefined)
      return entry.bytes === undefined
        ? readUnknown(entry, bytes, at)
        : readKnown(entry, entry.bytes, bytes, at);
    const start = bytes.indexOf(pk, at);
    if (start < 0) return at < bytes.length - 1 ? bytes.length - 1 : undefined;
    if (start > at) return start;
    if (bytes.length < at + 4) return undefined;
    const kind = bytes.readUInt16LE(at + 2);
    if (kind === signature.local) return readHeader(bytes, at);
    isOver =
      kind === signature.end || (hasEntries && (kind === signature.central || kind === signature.end64));
    return at + 2;
  };

  const readHeader = (bytes: Buffer, at: number): number | undefined => {
    if (bytes.length < at + localHeaderBytes) return undefined;
    const nameBytes = bytes.readUInt16LE(at + 26);
    const extraAt = at + localHeaderBytes + nameBytes;
    const contentAt = extraAt + bytes.readUInt16LE(at + 28);
    if (bytes.length < contentAt) return undefined;
    if (handler.allowance.entries <= 0) {
      isOver = true;
      handler.problem('it has more entries than are read');
      return contentAt;
    }
    handler.allowance.entries -= 1;
    hasEntries = true;
    const flags = bytes.readUInt16LE(at + 6);
    const name = bytes.toString('utf8', at + localHeaderBytes, extraAt);
    const length = lengthOf(bytes, at, bytes.subarray(extraAt, contentAt));
    const isUnknown = (flags & 8) !== 0 && length === 0;
    const isEncrypted = (flags & 1) !== 0;
    const sink = isEncrypted ? undefined : openContent(name, bytes.readUInt16LE(at + 8));
    entry = { name, sink, bytes: isUnknown ? undefined : length, read: 0 };
    return contentAt;
  };

  /** A sink that takes the content as it lies in the archive. */
  const openContent = (name: string, method: number): FileSink<void> | undefined => {
    const target = method === 0 || method === 8 ? handler.open(name) : undefined;
    if (target === undefined) return undefined;
    const isDeflated = method === 8;
    let sink: FileSink<void> | undefined;
    if (typeof target === 'function') sink = keepHead(target, isDeflated ? handler.allowance : undefined);
    else sink = isDeflated ? expand(target, handler.allowance) : target;
    const attempt = (act: () => void): void => {
      try {
        act();
      } catch (error) {
        sink = undefined;
        handler.problem(`${name.slice(0, 200)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    return {
      write: (chunk) => attempt(() => sink?.write(chunk)),
      end: () => attempt(() => sink?.end()),
    };
  };

  const readKnown = (open: OpenEntry, length: number, bytes: Buffer, at: number): number | undefined => {
    const stop = Math.min(bytes.length, at + length - open.read);
    take(open, bytes, at, stop);
    if (open.read < length) return stop > at ? stop : undefined;
    close(open);
    return stop;
  };

  const readUnknown = (open: OpenEntry, bytes: Buffer, at: number): number | undefined => {
    for (
      let mark = bytes.indexOf(descriptorMark, at);
      mark >= 0;
      mark = bytes.indexOf(descriptorMark, mark + 1)
    ) {
      if (bytes.length < mark + descriptorBytes) {
        take(open, bytes, at, mark);
        return mark > at ? mark : undefined;
      }
      if (bytes.readUInt32LE(mark + 8) === (open.read + mark - at) % 2 ** 32) {
        take(open, bytes, at, mark);
        close(open);
        return mark + descriptorBytes;
      }
    }
    const stop = bytes.length - descriptorMark.length + 1;
    if (stop <= at) return undefined;
    take(open, bytes, at, stop);
    return stop;
  };

  const take = (open: OpenEntry, bytes: Buffer, from: number, to: number): void => {
    if (to > from) open.sink?.write(bytes.subarray(from, to));
    open.read += to - from;
  };

  const close = (open: OpenEntry): void => {
    entry = undefined;
    open.sink?.end();
  };

  /** Steps until it is past `until` or needs more; where it is then. */
  const advance = (bytes: Buffer, from: number, until: number): number => {
    let at = from;
    for (let next: number | undefined = from; next !== undefined && !isOver; next = step(bytes, at)) {
      at = next;
      if (at >= until && until < bytes.length) break;
    }
    return at;
  };

  /**
   * Reads what was left over together with the chunk's first bytes, of which only as many are copied as that takes.
   * Where to go on in the chunk; undefined when it is all in `rest` again.
   */
  const joinRest = (chunk: Buffer): number | undefined => {
    for (let length = seamBytes; rest.length > 0; length *= 8) {
      const joined = Buffer.concat([rest, chunk.subarray(0, length)]);
      const at = advance(joined, 0, rest.length);
      if (at >= rest.length) {
        const from = at - rest.length;
        rest = nothing;
        return from;
      }
      if (isOver) return undefined;
      if (length >= chunk.length) {
        rest = Buffer.from(joined.subarray(at));
        return undefined;
      }
      rest = rest.subarray(at);
    }
    return 0;
  };

  return {
    write(chunk) {
      if (isOver) return;
      const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const from = joinRest(view);
      if (from === undefined) return;
      const at = advance(view, from, view.length);
      rest = Buffer.from(view.subarray(at));
    },
    end() {
      if (entry !== undefined) handler.problem(`it ends inside ${entry.name.slice(0, 200)}`);
      else if (!isOver)
        handler.problem(hasEntries ? 'it ends without its directory' : 'it is no zip archive');
    },
  };
}

/** The content's length by the header, or by the zip64 field where that says so. */
function lengthOf(bytes: Buffer, header: number, extra: Buffer): number {
  const length = bytes.readUInt32LE(header + 18);
  if (length !== unknown32) return length;
  let at = 0;
  while (at + 4 <= extra.length) {
    const size = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1 && size >= 16 && at + 20 <= extra.length) {
      return Math.min(Number(extra.readBigUInt64LE(at + 12)), Number.MAX_SAFE_INTEGER);
    }
    at += 4 + size;
  }
  return length;
}
