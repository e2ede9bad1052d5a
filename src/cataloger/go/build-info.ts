/** Finds Go's build information in a binary as it streams by. https://pkg.go.dev/debug/buildinfo */
import { streamBlocks } from '../../detector/blocks.ts';
import { type Layout, readLayout } from '../../detector/elf.ts';
import { keepRanges } from '../../detector/ranges.ts';
import { findFramed } from './framed.ts';

export interface BuildInfo {
  /** The toolchain as it names itself, `go1.22.1`; absent where it could not be found. */
  readonly toolchain?: string;
  /** Module information: lines of tab-separated fields; empty where the program was built outside of a module. */
  readonly modules: string;
}

export interface BuildInfoReader {
  write(chunk: Uint8Array): void;
  /** Undefined when the file is no Go program; throws when it says more than can be held. */
  end(): BuildInfo | undefined;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
/** The linker aligns the header, in memory and so in the file. */
const alignment = 16;
const headerBytes = 32;
const maxHeaders = 64;
/** Header, two length prefixes and the toolchain's name: those of development versions list their experiments. */
const lookAheadBytes = 512;
const maxToolchainBytes = 256;
const writableFlag = 2;
/** Of an ELF file's front: the program headers and, right behind them, the note that every Go linker writes. */
const headBytes = 4_096;
const goNote = Buffer.from('Go\0\0', 'latin1');
/** Of each piece of writable data, in which programs before Go 1.18 say where their strings are. */
const dataBytes = 4 * 1024 * 1024;
const toolchainName = /^(?:go\d|devel )[\x20-\x7e]*$/;
const maxNames = 10_000;
const nameBytes = 64;

interface Header {
  readonly offset: number;
  /** From the header's start on, as much as may belong to its fields. */
  readonly bytes: Buffer;
}

/** Takes a file from its first byte on; keeps a few MiB of it at most. */
export function readBuildInfo(fileBytes: number): BuildInfoReader {
  const framed = findFramed();
  const headers: Header[] = [];
  /** Places that may be a toolchain's name, by offset: before Go 1.18 it stands among all other strings. */
  const names = new Map<number, string>();
  const ranges = keepRanges(fileBytes, dataBytes);
  ranges.want(0, headBytes);
  let layout: Layout | undefined;
  let isHeadRead = false;
  let hasNote = false;

  const readHead = (): void => {
    isHeadRead = true;
    const head = ranges.read(0, headBytes);
    if (head === undefined || head.toString('latin1', 0, 4) !== '\x7fELF') return;
    layout = readLayout(head);
    hasNote = head.includes(goNote);
    if (hasNote) for (const segment of layout?.writable ?? []) ranges.want(segment.offset, segment.fileBytes);
  };

  const reach = { fileBytes, lookBehindBytes: 0, lookAheadBytes };
  const blocks = streamBlocks(reach, (chunk, from, to, base) => {
    const block = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const areas = headerAreas(layout, base, from, to);
    if (hasNote) framed.search(block, from, to, base);
    for (const [start, end] of areas) {
      // Since Go 1.18 the texts are with the header; only older programs, which all have the note, keep them apart.
      if (!hasNote) framed.search(block, start, end, base);
      for (const found of occurrences(block.subarray(start, end + magic.length), magic, 0, end - start)) {
        const at = start + found;
        if ((base + at) % alignment !== 0 || headers.length === maxHeaders) continue;
        headers.push({ offset: base + at, bytes: Buffer.from(block.subarray(at, at + lookAheadBytes)) });
      }
    }
    if (!hasNote) return;
    for (const at of occurrences(block, 'go1.', from, to)) {
      if (names.size < maxNames) names.set(base + at, block.toString('latin1', at, at + nameBytes));
    }
  });

  return {
    write(chunk) {
      let rest = chunk;
      if (!isHeadRead) {
        // What lies past the head is wanted only once the head is known: the chunk is cut there.
        const part = rest.subarray(0, headBytes - ranges.position());
        ranges.write(part);
        rest = rest.subarray(part.length);
        if (ranges.position() >= Math.min(headBytes, fileBytes)) readHead();
      }
      ranges.write(rest);
      blocks.write(chunk);
    },
    end() {
      if (!isHeadRead) readHead();
      blocks.end();
      const candidates = headers
        .map((header) => ({ header, info: readInline(header, framed) ?? readPointed(header, framed) }))
        .filter(({ info }) => info !== undefined);
      // A program may hold another as data: its own header lies where it can write.
      const own = candidates.find(({ header }) => isWritable(header, layout)) ?? candidates[0];
      if (own?.info !== undefined) return own.info;
      // Go 1.12 wrote the modules and no header.
      const modules = hasNote ? framed.all()[0]?.text : undefined;
      return modules === undefined ? undefined : { modules };
    },
  };

  /** Before Go 1.18: the header points to string variables, those to their characters. */
  function readPointed(header: Header, { all }: ReturnType<typeof findFramed>): BuildInfo | undefined {
    const width = header.bytes[14] ?? 0;
    const flags = header.bytes[15] ?? 0;
    if ((flags & 2) !== 0 || (width !== 4 && width !== 8) || header.bytes.length < 16 + 2 * width)
      return undefined;
    const pointer = (bytes: Buffer, at: number): number => {
      const isBig = (flags & 1) !== 0;
      if (width === 4) return isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
      return Number(isBig ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
    };
    /** Where the characters are that a string variable points to, and how many. */
    const follow = (address: number): readonly [offset: number, length: number] | undefined => {
      const variable = ranges.read(offsetOf(address, layout), 2 * width);
      if (variable === undefined || variable.length < 2 * width) return undefined;
      return [offsetOf(pointer(variable, 0), layout), pointer(variable, width)];
    };
    const name = follow(pointer(header.bytes, 16));
    const modules = follow(pointer(header.bytes, 16 + width));
    const toolchain =
      name === undefined ? undefined : names.get(name[0])?.slice(0, Math.min(name[1], nameBytes));
    // In a position-independent program the loader fills the variables in: there is one text, and it is the one.
    const text = all().find(({ offset }) => offset === modules?.[0]) ?? all()[0];
    if (toolchain === undefined && text === undefined) return undefined;
    return {
      ...(toolchain === undefined || !toolchainName.test(toolchain) ? {} : { toolchain }),
      modules: text?.text ?? '',
    };
  }
}

/** Since Go 1.18: both strings follow the header, each behind its length. */
function readInline({ offset, bytes }: Header, framed: ReturnType<typeof findFramed>): BuildInfo | undefined {
  if (((bytes[15] ?? 0) & 2) === 0) return undefined;
  const [length, start] = readLength(bytes, headerBytes);
  if (length === 0 || length > maxToolchainBytes) return undefined;
  const toolchain = bytes.toString('latin1', start, start + length);
  if (!toolchainName.test(toolchain)) return undefined;
  const [textLength, textStart] = readLength(bytes, start + length);
  if (textLength === 0) return { toolchain, modules: '' };
  if (framed.lost(offset + textStart)) throw new Error('its Go build information is too long or cut off');
  const text = framed.all().find((found) => found.offset === offset + textStart);
  return { toolchain, modules: text?.text ?? '' };
}

/** A varint and where what it counts starts; zero when it is cut off or absurd. */
function readLength(bytes: Buffer, at: number): readonly [length: number, next: number] {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return [length, at + index + 1];
  }
  return [0, at];
}

function isWritable({ offset }: Header, layout: Layout | undefined): boolean {
  return (layout?.writable ?? []).some(
    (segment) => offset >= segment.offset && offset < segment.offset + segment.fileBytes,
  );
}

/** The parts of a block in which a header may start: it lies where the program can write, as far as that is known. */
function headerAreas(
  layout: Layout | undefined,
  base: number,
  from: number,
  to: number,
): readonly (readonly [start: number, end: number])[] {
  const writable = layout?.loads.filter(({ flags }) => (flags & writableFlag) !== 0) ?? [];
  if (writable.length === 0) return [[from, to]];
  return writable
    .map(({ offset, fileBytes }): readonly [number, number] => [
      Math.max(from, offset - base),
      Math.min(to, offset + fileBytes - base),
    ])
    .filter(([start, end]) => end > start);
}

/** -1 for an address that the file does not fill. */
function offsetOf(address: number, layout: Layout | undefined): number {
  const load = layout?.loads.find(
    (segment) => address >= segment.address && address < segment.address + segment.fileBytes,
  );
  return load === undefined ? -1 : address - load.address + load.offset;
}

function* occurrences(block: Buffer, needle: Buffer | string, from: number, to: number): Generator<number> {
  let at = block.indexOf(needle, from, 'latin1');
  while (at !== -1 && at < to) {
    yield at;
    at = block.indexOf(needle, at + 1, 'latin1');
  }
}
