/** Reads ELF files as they stream by: loader, needed libraries, machine, Go. https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */
import { keepRanges } from './ranges.ts';

export interface ElfFacts {
  readonly interpreter?: string;
  /** Absent when the names lay where they could not be kept; empty when nothing is needed. */
  readonly needed?: readonly string[];
  /** DT_RUNPATH, else DT_RPATH, as written; absent when there is none. */
  readonly searchPaths?: readonly string[];
  /** Of `openers`, those that its symbols name; absent when there are none. */
  readonly opensBy?: readonly string[];
  readonly machine?: string;
  readonly go?: boolean;
}

export interface ElfReader {
  write(chunk: Uint8Array): void;
  /** Undefined for what no system runs: object files, core dumps, broken headers. */
  end(): ElfFacts | undefined;
}

/** Room for the header and the program headers that follow it: linkers put them there. */
const headBytes = 4_096;
/** Names of needed libraries stand near the front; measured over a Debian /usr, this reaches all but a few. */
const windowBytes = 1024 * 1024;
/** Where names have a segment without code to themselves, it is kept up to here: libnode's has 9 MiB. */
const maxNameBytes = 16 * 1024 * 1024;
const maxPrograms = 128;
const maxNeeded = 512;
/** They open files that no header names: libraries, character sets, locales, OpenSSL's providers. */
const openers = ['OSSL_PROVIDER_load', 'dlopen', 'iconv_open', 'setlocale'] as const;
const goMagic = Buffer.from('\xff Go buildinf:', 'latin1');

/** Takes a file from its first byte on; keeps at most a few MiB of it. */
export function readElf(fileBytes: number): ElfReader {
  const ranges = keepRanges(fileBytes, maxNameBytes);
  ranges.want(0, headBytes);
  let layout: Layout | undefined;
  let dynamic: Dynamic | undefined;
  let isHeadRead = false;
  let isDynamicRead = false;

  /** Acts on what is complete by now; returns where to stop next, for a range asked for too late is lost. */
  const advance = (): number => {
    const position = ranges.position();
    if (!isHeadRead) {
      if (position < headBytes) return headBytes;
      readHead();
    }
    const segment = layout?.dynamic;
    if (layout === undefined || segment === undefined || isDynamicRead) return Number.POSITIVE_INFINITY;
    const end = segment.offset + Math.min(segment.fileBytes, windowBytes);
    if (position < end) return end;
    isDynamicRead = true;
    dynamic = readDynamic(ranges.read(segment.offset, segment.fileBytes), layout);
    if (dynamic !== undefined) ranges.want(dynamic.namesOffset, Math.min(dynamic.namesBytes, windowBytes));
    return Number.POSITIVE_INFINITY;
  };

  const readHead = (): void => {
    isHeadRead = true;
    layout = readLayout(ranges.read(0, headBytes) ?? Buffer.alloc(0));
    if (layout === undefined) return;
    if (layout.dynamic !== undefined) ranges.want(0, Math.max(windowBytes, nameBytes(layout)));
    for (const { offset, fileBytes: length } of layout.kept)
      ranges.want(offset, Math.min(length, windowBytes));
  };

  return {
    write(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        const stop = advance() - ranges.position();
        ranges.write(rest.subarray(0, stop));
        rest = rest.subarray(Math.min(stop, rest.length));
      }
    },
    end() {
      if (!isHeadRead) readHead();
      advance();
      if (layout === undefined) return undefined;
      const { interpreter, machine, writable } = layout;
      const path = interpreter && readName(ranges.read(interpreter.offset, interpreter.fileBytes));
      const needed = layout.dynamic === undefined ? [] : dynamic && readNeeded(dynamic, ranges.read);
      const searchPaths = dynamic && readSearchPaths(dynamic, ranges.read);
      const names = dynamic && ranges.read(dynamic.namesOffset, Math.min(dynamic.namesBytes, windowBytes));
      const opensBy = openers.filter((name) => names?.includes(`\0${name}\0`, 0, 'latin1'));
      const isGo = writable.some((segment) => ranges.read(segment.offset, windowBytes)?.includes(goMagic));
      return {
        ...(path === undefined ? {} : { interpreter: path }),
        ...(needed === undefined ? {} : { needed }),
        ...(searchPaths === undefined ? {} : { searchPaths }),
        ...(opensBy.length === 0 ? {} : { opensBy }),
        ...(machine === undefined ? {} : { machine }),
        ...(isGo ? { go: true } : {}),
      };
    },
  };
}

/** Length of the first segment where it holds what is read only, and all of it can be kept. */
function nameBytes({ loads: [first] }: Layout): number {
  const isNames = first !== undefined && first.offset === 0 && (first.flags & 3) === 0;
  return isNames && first.fileBytes <= maxNameBytes ? first.fileBytes : 0;
}

/** One program header. */
export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
}

/** What the head of an ELF file says of the rest. */
export interface Layout {
  readonly reader: NumberReader;
  readonly is64: boolean;
  readonly machine: string | undefined;
  readonly loads: readonly Segment[];
  readonly dynamic: Segment | undefined;
  readonly interpreter: Segment | undefined;
  readonly writable: readonly Segment[];
  /** Segments whose bytes are looked at. */
  readonly kept: readonly Segment[];
}

export interface NumberReader {
  half(bytes: Buffer, at: number): number;
  word(bytes: Buffer, at: number): number;
  /** An address or length of the file's class; beyond 2^53 it is no use and becomes infinite. */
  native(bytes: Buffer, at: number): number;
}

/** From the first 4 KiB; undefined for what no system runs. */
export function readLayout(head: Buffer): Layout | undefined {
  const is64 = head[4] === 2;
  const isLittle = head[5] === 1;
  if (head.length < (is64 ? 64 : 52) || (!is64 && head[4] !== 1) || (!isLittle && head[5] !== 2))
    return undefined;
  const reader = numberReader(is64, isLittle);
  const fileType = reader.half(head, 16);
  // ET_EXEC and ET_DYN.
  if (fileType !== 2 && fileType !== 3) return undefined;
  const segments = readSegments(head, reader, is64);
  const loads = segments.filter(({ type }) => type === 1);
  const dynamic = segments.find(({ type }) => type === 2);
  const interpreter = segments.find(({ type }) => type === 3);
  const writable = loads.filter(({ flags }) => (flags & 2) !== 0).slice(0, 2);
  const kept = [dynamic, interpreter, ...writable].filter((segment) => segment !== undefined);
  const machine = machineName(reader.half(head, 18), is64, isLittle);
  return { reader, is64, machine, loads, dynamic, interpreter, writable, kept };
}

function readSegments(head: Buffer, reader: NumberReader, is64: boolean): Segment[] {
  const start = reader.native(head, is64 ? 32 : 28);
  const entryBytes = reader.half(head, is64 ? 54 : 42);
  const count = Math.min(reader.half(head, is64 ? 56 : 44), maxPrograms);
  const segments: Segment[] = [];
  for (let index = 0; index < count; index++) {
    const at = start + index * entryBytes;
    if (entryBytes < (is64 ? 56 : 32) || at + entryBytes > head.length) break;
    segments.push({
      type: reader.word(head, at),
      flags: reader.word(head, at + (is64 ? 4 : 24)),
      offset: reader.native(head, at + (is64 ? 8 : 4)),
      address: reader.native(head, at + (is64 ? 16 : 8)),
      fileBytes: reader.native(head, at + (is64 ? 32 : 16)),
    });
  }
  return segments;
}

interface Dynamic {
  readonly namesOffset: number;
  readonly namesBytes: number;
  /** Where each needed name starts among the names. */
  readonly needed: readonly number[];
  /** Where the list of directories starts. */
  readonly search?: number;
}

function readDynamic(bytes: Buffer | undefined, { reader, is64, loads }: Layout): Dynamic | undefined {
  if (bytes === undefined) return undefined;
  const width = is64 ? 8 : 4;
  const needed: number[] = [];
  let address: number | undefined;
  let namesBytes = 0;
  let runPath: number | undefined;
  let oldPath: number | undefined;
  for (let at = 0; at + 2 * width <= bytes.length; at += 2 * width) {
    const tag = reader.native(bytes, at);
    const value = reader.native(bytes, at + width);
    if (tag === 0) break;
    // DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_RPATH, DT_RUNPATH.
    if (tag === 1 && needed.length < maxNeeded) needed.push(value);
    else if (tag === 5) address = value;
    else if (tag === 10) namesBytes = value;
    else if (tag === 15) oldPath = value;
    else if (tag === 29) runPath = value;
  }
  const load = loads.find(
    (segment) =>
      address !== undefined && address >= segment.address && address < segment.address + segment.fileBytes,
  );
  if (load === undefined || address === undefined)
    return needed.length === 0 ? { namesOffset: 0, namesBytes: 0, needed } : undefined;
  const search = runPath ?? oldPath;
  return {
    namesOffset: address - load.address + load.offset,
    namesBytes,
    needed,
    ...(search === undefined ? {} : { search }),
  };
}

function readNeeded(
  { namesOffset, needed }: Dynamic,
  read: (start: number, length: number) => Buffer | undefined,
): string[] | undefined {
  const names = needed.map((at) => readName(read(namesOffset + at, 4_096)));
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? known : undefined;
}

/** Most directories of a list that are looked at. */
const maxSearchPaths = 32;

function readSearchPaths(
  { namesOffset, search }: Dynamic,
  read: (start: number, length: number) => Buffer | undefined,
): string[] | undefined {
  const text = search === undefined ? undefined : readName(read(namesOffset + search, 4_096));
  const paths = text?.split(':', maxSearchPaths).filter((path) => path !== '');
  return paths === undefined || paths.length === 0 ? undefined : paths;
}

/** Up to the NUL; undefined when there is none or nothing before it. */
function readName(bytes: Buffer | undefined): string | undefined {
  const end = bytes?.indexOf(0) ?? -1;
  return end > 0 ? bytes?.toString('utf8', 0, end) : undefined;
}

function numberReader(is64: boolean, isLittle: boolean): NumberReader {
  const word = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const long = (bytes: Buffer, at: number) => {
    const value = isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
  };
  return {
    half: (bytes, at) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    word,
    native: is64 ? long : word,
  };
}

/** Go's names for e_machine, as OCI platforms use them. */
function machineName(machine: number, is64: boolean, isLittle: boolean): string | undefined {
  if (machine === 8) return `mips${is64 ? '64' : ''}${isLittle ? 'le' : ''}`;
  if (machine === 21) return isLittle ? 'ppc64le' : 'ppc64';
  if (machine === 243) return is64 ? 'riscv64' : 'riscv';
  return machineNames.get(machine);
}

const machineNames: ReadonlyMap<number, string> = new Map([
  [3, '386'],
  [20, 'ppc'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [258, 'loong64'],
]);
