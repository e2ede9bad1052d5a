/** GNU sparse files: the four ways to write the map of what is data. https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html */
import { ImgscanError } from '../errors.ts';
import { type PaxRecords, parseDecimal } from './pax.ts';
import type { Pull, StreamInput } from './stream-input.ts';
import { BLOCK_BYTES, type HeaderBlock, readNumber } from './tar-header.ts';

/** A sparse file whose map has been read: what is left in the stream is the data of its spans. */
export interface SparseFile {
  readonly name?: string;
  /** Length with the holes. */
  readonly fileBytes: number;
  readonly storedBytes: number;
  /** Stretches of data in order; what lies between reads as zeros. */
  readonly spans: readonly SparseSpan[];
}

interface SparseSpan {
  readonly offset: number;
  readonly bytes: number;
}

/** The header of a file that may be sparse, and the bounds it is read in. */
export interface SparseHeader {
  readonly header: HeaderBlock;
  readonly block: Buffer;
  readonly pax: PaxRecords;
  /** Content length in the stream, PAX applied. */
  readonly contentBytes: number;
  readonly maxMapBytes: number;
}

/** Reads the map, wherever it is; undefined for a file that is not sparse. Throws LAYER_CORRUPT, LIMIT_EXCEEDED. */
export function* readSparse(input: StreamInput, from: SparseHeader): Pull<SparseFile | undefined> {
  const { header, block, pax, contentBytes } = from;
  if (header.flag === 'S') {
    if (header.format !== 'gnu') throw input.corrupt('an old GNU sparse file has no GNU header');
    const fileBytes = readNumber(block, 483, 12);
    const numbers = yield* readOldMap(input, block, from.maxMapBytes);
    return toSparseFile(input, numbers, { fileBytes, storedBytes: contentBytes });
  }
  const sparse = paxSparse(pax);
  if (sparse === undefined) return undefined;
  const { values } = pax;
  const name = values.get('GNU.sparse.name') ?? '';
  const written = values.get('GNU.sparse.size') || values.get('GNU.sparse.realsize');
  const fileBytes = written === undefined ? contentBytes : parseDecimal(written);
  const start = input.offset();
  const numbers = sparse.map === 'content' ? yield* readContentMap(input, from) : sparse.map;
  const storedBytes = contentBytes - (input.offset() - start);
  return toSparseFile(input, numbers, { ...(name === '' ? {} : { name }), fileBytes, storedBytes });
}

/** Feeds the file as it is read, holes as zeros in chunks of at most 64 KiB; false when the stream ends first. */
export function* passSparse(
  input: StreamInput,
  file: SparseFile,
  to: (chunk: Uint8Array) => void,
): Pull<boolean> {
  const zeros = Buffer.alloc(Math.min(file.fileBytes, 1 << 16));
  let at = 0;
  for (const span of [...file.spans, { offset: file.fileBytes, bytes: 0 }]) {
    for (; at < span.offset; at += Math.min(zeros.length, span.offset - at)) {
      to(zeros.subarray(0, Math.min(zeros.length, span.offset - at)));
    }
    if (!(yield* input.pass(span.bytes, to))) return false;
    at += span.bytes;
  }
  return true;
}

/** How a PAX header says that its file is sparse: map in the header, or (1.0) in front of the content. */
type PaxSparse = { readonly map: 'content' } | { readonly map: readonly number[] };

/** Undefined for a file that is not sparse or of a version that readers treat as plain. */
function paxSparse({ values, sparseMap }: PaxRecords): PaxSparse | undefined {
  const major = values.get('GNU.sparse.major') ?? '';
  const minor = values.get('GNU.sparse.minor') ?? '';
  if (major === '1' && minor === '0') return { map: 'content' };
  const isVersion0 = major === '0' && (minor === '0' || minor === '1');
  if (!isVersion0 && (major !== '' || minor !== '')) return undefined;
  const written = values.get('GNU.sparse.map') ?? '';
  const map = sparseMap.length > 0 || written === '' ? sparseMap : written.split(',').map(parseDecimal);
  if (!isVersion0 && map.length === 0) return undefined;
  // A map that is not as long as announced is made one that no file fits.
  const isWhole = parseDecimal(values.get('GNU.sparse.numblocks') ?? '') * 2 === map.length;
  return { map: isWhole ? map : [Number.NaN] };
}

/** Four spans in the header block of type `S`, then twenty-one in each extension block that follows. */
function* readOldMap(input: StreamInput, header: Buffer, maxMapBytes: number): Pull<number[]> {
  const numbers = readOldSpans(header, 386, 4);
  let more = header[482] !== 0;
  for (let read = 0; more; read += BLOCK_BYTES) {
    if (read >= maxMapBytes) throw mapTooLong(input, maxMapBytes);
    const block = yield* input.take(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) throw input.corrupt('it ends inside a sparse map');
    numbers.push(...readOldSpans(block, 0, 21));
    more = block[504] !== 0;
  }
  return numbers;
}

/** An empty span ends the list. */
function readOldSpans(block: Buffer, start: number, count: number): number[] {
  const numbers: number[] = [];
  for (let at = start; at < start + count * 24 && block[at] !== 0; at += 24) {
    numbers.push(readNumber(block, at, 12), readNumber(block, at + 12, 12));
  }
  return numbers;
}

/** Version 1.0: in front of the data, a count and its pairs of numbers, a line each, filled up to the block. */
function* readContentMap(
  input: StreamInput,
  { contentBytes, maxMapBytes }: SparseHeader,
): Pull<readonly number[]> {
  let text = '';
  let wanted = 1;
  const lines: string[] = [];
  for (let read = 0; lines.length < wanted; read += BLOCK_BYTES) {
    if (read >= maxMapBytes) throw mapTooLong(input, maxMapBytes);
    const block = yield* input.take(Math.min(BLOCK_BYTES, contentBytes - read));
    if (block.length < BLOCK_BYTES) throw input.corrupt('it ends inside a sparse map');
    const found = (text + block.toString('latin1')).split('\n');
    text = found.pop() ?? '';
    lines.push(...found);
    wanted = 1 + 2 * parseDecimal(lines[0] ?? '0');
    if (!(wanted >= 1) || text.length > BLOCK_BYTES) throw input.corrupt('a sparse map is malformed');
  }
  return lines.slice(1, wanted).map(parseDecimal);
}

function mapTooLong(input: StreamInput, maxMapBytes: number): ImgscanError {
  return new ImgscanError(
    'LIMIT_EXCEEDED',
    `The tar stream has a sparse map of more than ${maxMapBytes} bytes at byte ${input.offset()}.`,
  );
}

/** The spans must rise without overlap, stay within the file and add up to what is stored. */
function toSparseFile(
  input: StreamInput,
  numbers: readonly number[],
  file: Omit<SparseFile, 'spans'>,
): SparseFile {
  const spans: SparseSpan[] = [];
  let end = 0;
  let total = 0;
  for (let index = 0; index < numbers.length; index += 2) {
    const offset = numbers[index] ?? Number.NaN;
    const bytes = numbers[index + 1] ?? Number.NaN;
    if (!(offset >= end && bytes >= 0)) throw input.corrupt('a sparse map is not in order');
    end = offset + bytes;
    total += bytes;
    if (bytes > 0) spans.push({ offset, bytes });
  }
  if (!(end <= file.fileBytes && total === file.storedBytes)) {
    throw input.corrupt('a sparse map does not fit its file');
  }
  return { ...file, spans };
}
