/**
 * Push parser of tar streams: v7, ustar, PAX, GNU and star, sparse files included. Where readers differ it reads
 * as Go's archive/tar does, because every container runtime unpacks layers through that one; a name that only
 * the scanner or only the runtime sees would be a place to hide. https://pkg.go.dev/archive/tar
 */
import { ImgscanError } from '../errors.ts';
import type { EntryType } from '../model/layer.ts';
import { noPaxRecords, type PaxRecords, parseDecimal, parsePaxRecords, parsePaxTime } from './pax.ts';
import { passSparse, readSparse } from './sparse.ts';
import { createStreamInput, type Pull, type StreamInput } from './stream-input.ts';
import { BLOCK_BYTES, decodeText, type HeaderBlock, isZeroBlock, readHeaderBlock } from './tar-header.ts';

/** One entry as the archive says it; nothing is cleaned. */
export interface TarHeader {
  /** `other`: a type flag that no runtime unpacks. */
  readonly type: EntryType | 'other';
  /** Bytes that are not UTF-8 are lone surrogates, as `decodeText` makes them. */
  readonly name: string;
  /** Target of links, else as written. */
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch, rounded down. */
  readonly mtime: number;
  /** Length of the content as a program reads it, holes included. */
  readonly fileBytes: number;
  /** Length of the content in the stream; less than `fileBytes` for sparse files only. */
  readonly storedBytes: number;
  /** All header blocks of the entry, content and padding. */
  readonly tarBytes: number;
  /** Where the content starts in the stream. */
  readonly offset: number;
  /** True when the stored content is not the file as it is read. */
  readonly sparse: boolean;
  /** Extended attributes by name: `security.capability`. */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
}

/** Takes an entry's content, holes filled with zeros; a chunk is valid during the call only. */
export interface TarBody {
  data(chunk: Uint8Array): void;
  end(): void;
}

export interface TarHandler {
  /** Called for every entry in order; a body is fed before the next entry. Without one the content is passed over. */
  entry(header: TarHeader): TarBody | undefined;
}

export interface TarLimits {
  /** Default 1,000,000. */
  readonly entries?: number;
  /** Of one extended header, long name or sparse map. Default 1 MiB, which is Go's. */
  readonly metadataBytes?: number;
  /**
   * Two zero blocks end an archive. Runtimes read one without them as whole if it ends between entries, so a
   * caller that checks the stream's digest may too; to any other it is cut off. Default `required`.
   */
  readonly trailer?: 'required' | 'optional';
}

export interface TarParser {
  write(chunk: Uint8Array): void;
  /** The stream has ended. */
  end(): void;
}

/** Both calls throw LAYER_CORRUPT with the byte offset, LIMIT_EXCEEDED, or what the handler throws; then it is over. */
export function createTarParser(handler: TarHandler, limits: TarLimits = {}): TarParser {
  const walk = walkArchive(handler, limits);
  walk.next();
  return {
    write(chunk) {
      walk.next(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    },
    end() {
      walk.next(undefined);
    },
  };
}

const flagTypes: ReadonlyMap<string, EntryType> = new Map([
  ['\0', 'file'],
  ['0', 'file'],
  ['7', 'file'],
  ['S', 'file'],
  ['1', 'hardlink'],
  ['2', 'symlink'],
  ['3', 'char'],
  ['4', 'block'],
  ['5', 'dir'],
  ['6', 'fifo'],
]);

/** What the headers before an entry's own have set for it. */
interface Pending {
  readonly start: number;
  pax: PaxRecords;
  longName: string;
  longLinkName: string;
}

/** A real entry's own block, and its bytes for what is read from them later. */
interface OwnHeader {
  readonly header: HeaderBlock;
  readonly block: Buffer;
}

function* walkArchive(handler: TarHandler, limits: TarLimits): Pull<void> {
  const maxEntries = limits.entries ?? 1_000_000;
  const maxMetadata = limits.metadataBytes ?? 1 << 20;
  const input = createStreamInput();
  for (let entries = 0; ; entries += 1) {
    const pending: Pending = { start: input.offset(), pax: noPaxRecords, longName: '', longLinkName: '' };
    const own = yield* readHeaders(input, pending, maxMetadata, limits.trailer ?? 'required');
    if (own === undefined) break;
    if (entries === maxEntries) {
      throw new ImgscanError('LIMIT_EXCEEDED', `The tar stream has more than ${maxEntries} entries.`);
    }
    yield* readEntry(input, pending, own, maxMetadata, handler);
  }
  // What follows the trailer is no reader's business, but it is read: it is part of the digest.
  while (yield* input.pass(Number.MAX_SAFE_INTEGER));
}

/** The block of the next real entry, what comes before it taken into `pending`; undefined at the archive's end. */
function* readHeaders(
  input: StreamInput,
  pending: Pending,
  maxMetadata: number,
  trailer: 'required' | 'optional',
): Pull<OwnHeader | undefined> {
  for (;;) {
    const start = input.offset();
    const block = yield* input.take(BLOCK_BYTES);
    if (block.length === 0 && start === pending.start && trailer === 'optional') return undefined;
    if (block.length < BLOCK_BYTES) throw input.corrupt('it ends without the two zero blocks');
    if (isZeroBlock(block)) {
      // Only one block is fine when the stream ends with it.
      const second = yield* input.take(BLOCK_BYTES);
      if (second.every((byte) => byte === 0)) return undefined;
      throw input.corrupt('a zero block stands in front of another entry', start);
    }
    const header = readHeaderBlock(block);
    if (typeof header === 'string') throw input.corrupt(header, start);
    if (!'xgLK'.includes(header.flag)) return { header, block };
    yield* readMetadata(input, header, pending, maxMetadata);
  }
}

function* readMetadata(
  input: StreamInput,
  { flag, contentBytes }: HeaderBlock,
  pending: Pending,
  maxMetadata: number,
): Pull<void> {
  const start = input.offset();
  if (contentBytes > maxMetadata) {
    throw new ImgscanError(
      'LIMIT_EXCEEDED',
      `The tar stream has an extended header of ${contentBytes} bytes at byte ${start}, more than ${maxMetadata}.`,
    );
  }
  const padded = yield* input.take(contentBytes + paddingOf(contentBytes));
  if (padded.length < contentBytes) throw input.corrupt('it ends inside an extended header');
  const bytes = padded.subarray(0, contentBytes);
  if (flag === 'L') pending.longName = untilNul(bytes);
  else if (flag === 'K') pending.longLinkName = untilNul(bytes);
  else {
    const records = parsePaxRecords(bytes);
    if (records === undefined) throw input.corrupt('an extended header is malformed', start);
    if (flag === 'x') pending.pax = records;
    else {
      // Runtimes take a global header for an entry of its own: nothing in it applies to what follows.
      pending.pax = noPaxRecords;
      pending.longName = '';
      pending.longLinkName = '';
    }
  }
}

function* readEntry(
  input: StreamInput,
  pending: Pending,
  { header, block }: OwnHeader,
  maxMapBytes: number,
  handler: TarHandler,
): Pull<void> {
  const { pax, longName, longLinkName, start } = pending;
  const number = (key: string, field: number, parse = parseDecimal) => {
    const written = pax.values.get(key) ?? '';
    const value = written === '' ? field : parse(written);
    if (Number.isNaN(value)) throw input.corrupt(`the PAX record "${key}" is not a number`);
    return value;
  };
  // A GNU long name wins over a PAX path, and an empty PAX record leaves the field as it is.
  const name = longName || pax.values.get('path') || header.name;
  // v7 has no type for directories: a name with a trailing slash is one.
  const type = header.flag === '\0' && name.endsWith('/') ? 'dir' : (flagTypes.get(header.flag) ?? 'other');
  const written = number('size', header.contentBytes);
  if (written < 0) throw input.corrupt('the PAX record "size" is negative');
  // Whatever their size field says, links, directories and devices have no content.
  const contentBytes = type === 'file' || type === 'other' ? written : 0;
  const uid = number('uid', header.uid);
  const gid = number('gid', header.gid);
  const mtime = number('mtime', header.mtime, parsePaxTime);
  const sparseHeader = { header, block, pax, contentBytes, maxMapBytes };
  const sparse = type === 'file' ? yield* readSparse(input, sparseHeader) : undefined;
  const storedBytes = sparse?.storedBytes ?? contentBytes;
  const offset = input.offset();
  const padding = paddingOf(contentBytes);
  const body = handler.entry({
    type,
    name: sparse?.name ?? name,
    linkName: longLinkName || pax.values.get('linkpath') || header.linkName,
    mode: header.mode & 0o7777,
    uid,
    gid,
    mtime,
    fileBytes: sparse?.fileBytes ?? storedBytes,
    storedBytes,
    tarBytes: offset + storedBytes + padding - start,
    offset,
    sparse: sparse !== undefined,
    xattrs: pax.xattrs,
  });
  const isWhole =
    sparse !== undefined && body !== undefined
      ? yield* passSparse(input, sparse, (chunk) => body.data(chunk))
      : yield* input.pass(storedBytes, body && ((chunk) => body.data(chunk)));
  if (!isWhole) throw input.corrupt('it ends inside the content of an entry');
  body?.end();
  // The last padding may be missing together with the trailer: readHeaders then says whether that is fine.
  yield* input.pass(padding);
}

function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function untilNul(bytes: Buffer): string {
  const nul = bytes.indexOf(0);
  return decodeText(nul < 0 ? bytes : bytes.subarray(0, nul));
}
