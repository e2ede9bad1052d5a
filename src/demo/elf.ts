/** Small but well-formed ELF files for the demo image: nothing in them runs. https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */

export interface ElfOptions {
  /** The dynamic loader; absent for a static program. */
  readonly interpreter?: string;
  /** Text that a recogniser may look for in the read-only data. */
  readonly strings?: readonly string[];
  /** Go's build information, as `go version FILE` reads it. https://pkg.go.dev/debug/buildinfo */
  readonly goVersion?: string;
  /** Length of the whole file, bytes; filled with patterned content. */
  readonly fileBytes: number;
}

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

const headerBytes = 64;
const programHeaderBytes = 56;
const loadSegment = 1;
const interpreterSegment = 3;
const executable = 1;
const writable = 2;
const readable = 4;

/** A 64-bit little-endian x86-64 executable with one PT_LOAD and, when dynamic, a PT_INTERP. */
export function makeElf({ interpreter, strings = [], goVersion, fileBytes }: ElfOptions): Buffer {
  const file = filler(fileBytes, strings.join('').length + fileBytes);
  const programHeaders = 1 + (interpreter === undefined ? 0 : 1) + (goVersion === undefined ? 0 : 1);
  file.fill(0, 0, headerBytes + programHeaders * programHeaderBytes);
  file.write('\u007fELF\u0002\u0001\u0001', 0, 'latin1');
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(62, 18); // EM_X86_64
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(0x401000n, 24); // entry
  file.writeBigUInt64LE(BigInt(headerBytes), 32); // program headers follow
  file.writeUInt16LE(headerBytes, 52);
  file.writeUInt16LE(programHeaderBytes, 54);
  file.writeUInt16LE(programHeaders, 56);
  file.writeUInt16LE(64, 58);

  const segments: Segment[] = [{ type: loadSegment, flags: readable | executable, offset: 0, bytes: file }];
  let offset = headerBytes + programHeaders * programHeaderBytes;
  const place = (bytes: Buffer): number => {
    bytes.copy(file, offset);
    offset += bytes.length;
    return offset - bytes.length;
  };
  if (interpreter !== undefined) {
    const bytes = Buffer.from(`${interpreter}\0`);
    segments.push({ type: interpreterSegment, flags: readable, offset: place(bytes), bytes });
  }
  if (goVersion !== undefined) {
    const bytes = goBuildInformation(goVersion);
    segments.push({ type: loadSegment, flags: readable | writable, offset: place(bytes), bytes });
  }
  for (const text of strings) place(Buffer.from(`\0${text}\0`));
  for (const [index, segment] of segments.entries()) {
    writeProgramHeader(file, headerBytes + index * programHeaderBytes, segment);
  }
  return file;
}

/** The magic, the flag for strings that follow in place, and the version with its length. */
function goBuildInformation(version: string): Buffer {
  const header = Buffer.alloc(32);
  header.write('\u00ff Go buildinf:', 0, 'latin1');
  header.writeUInt8(8, 14);
  header.writeUInt8(2, 15);
  return Buffer.concat([header, Buffer.from([version.length]), Buffer.from(version), Buffer.from([0])]);
}

function writeProgramHeader(file: Buffer, at: number, { type, flags, offset, bytes }: Segment): void {
  file.writeUInt32LE(type, at);
  file.writeUInt32LE(flags, at + 4);
  file.writeBigUInt64LE(BigInt(offset), at + 8);
  file.writeBigUInt64LE(0x400000n + BigInt(offset), at + 16);
  file.writeBigUInt64LE(0x400000n + BigInt(offset), at + 24);
  file.writeBigUInt64LE(BigInt(bytes.length), at + 32);
  file.writeBigUInt64LE(BigInt(bytes.length), at + 40);
  file.writeBigUInt64LE(0x1000n, at + 48);
}

/** Deterministic content that compresses about as well as machine code: a quarter noise, the rest repeats. */
export function filler(bytes: number, seed: number): Buffer {
  const file = Buffer.alloc(bytes);
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  for (let at = 0; at + 4 <= bytes; at += 16) {
    // xorshift32, Marsaglia 2003
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    file.writeInt32LE(state, at);
  }
  return file;
}
