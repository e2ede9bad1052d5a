/** Small but well-formed ELF files for the demo image: nothing in them runs. https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html */

export interface ElfOptions {
  /** The dynamic loader; absent for a static program. */
  readonly interpreter?: string;
  /** Text that a recogniser may look for in the read-only data. */
  readonly strings?: readonly string[];
  /** Length of the whole file, bytes; filled with patterned content. */
  readonly fileBytes: number;
}

const headerBytes = 64;
const programHeaderBytes = 56;

/** A 64-bit little-endian x86-64 executable with one PT_LOAD and, when dynamic, a PT_INTERP. */
export function makeElf({ interpreter, strings = [], fileBytes }: ElfOptions): Buffer {
  const file = filler(fileBytes, strings.join('').length + fileBytes);
  const programHeaders = interpreter === undefined ? 1 : 2;
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

  let offset = headerBytes + programHeaders * programHeaderBytes;
  if (interpreter !== undefined) {
    const bytes = Buffer.from(`${interpreter}\0`);
    bytes.copy(file, offset);
    writeProgramHeader(file, headerBytes, { type: 3, offset, fileBytes: bytes.length });
    offset += bytes.length;
  }
  writeProgramHeader(file, headerBytes + (programHeaders - 1) * programHeaderBytes, {
    type: 1,
    offset: 0,
    fileBytes,
  });
  for (const text of strings) {
    const bytes = Buffer.from(`\0${text}\0`);
    bytes.copy(file, offset);
    offset += bytes.length;
  }
  return file;
}

function writeProgramHeader(
  file: Buffer,
  at: number,
  segment: { readonly type: number; readonly offset: number; readonly fileBytes: number },
): void {
  file.writeUInt32LE(segment.type, at);
  file.writeUInt32LE(5, at + 4); // readable, executable
  file.writeBigUInt64LE(BigInt(segment.offset), at + 8);
  file.writeBigUInt64LE(0x400000n + BigInt(segment.offset), at + 16);
  file.writeBigUInt64LE(0x400000n + BigInt(segment.offset), at + 24);
  file.writeBigUInt64LE(BigInt(segment.fileBytes), at + 32);
  file.writeBigUInt64LE(BigInt(segment.fileBytes), at + 40);
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
