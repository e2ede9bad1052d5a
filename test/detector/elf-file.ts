/** Builds small 64-bit ELF files with the segments that a test asks for. */

export interface ElfContent {
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly go?: boolean;
  /** e_type; ET_DYN unless said otherwise. */
  readonly fileType?: number;
}

const pageBytes = 4_096;

/** One readable segment with the names, one writable with the dynamic section and Go's mark. */
export function elfFile({ interpreter, needed, go, fileType = 3 }: ElfContent): Buffer {
  const bytes = Buffer.alloc(4 * pageBytes);
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(fileType, 16);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  let count = 0;
  const segment = (type: number, flags: number, offset: number, length: number): void => {
    const at = 64 + 56 * count++;
    bytes.writeUInt32LE(type, at);
    bytes.writeUInt32LE(flags, at + 4);
    for (const [place, value] of [
      [8, offset],
      [16, offset + 0x400000],
      [32, length],
    ] as const) {
      bytes.writeBigUInt64LE(BigInt(value), at + place);
    }
  };
  segment(1, 4, 0, 2 * pageBytes);
  segment(1, 6, 2 * pageBytes, pageBytes);
  if (interpreter !== undefined) {
    bytes.write(`${interpreter}\0`, 1_024, 'latin1');
    segment(3, 4, 1_024, interpreter.length + 1);
  }
  if (needed !== undefined) {
    let name = 1;
    let entry = 2 * pageBytes;
    const add = (tag: number, value: number): void => {
      bytes.writeBigUInt64LE(BigInt(tag), entry);
      bytes.writeBigUInt64LE(BigInt(value), entry + 8);
      entry += 16;
    };
    for (const library of needed) {
      bytes.write(`${library}\0`, pageBytes + name, 'latin1');
      add(1, name);
      name += library.length + 1;
    }
    add(5, 0x400000 + pageBytes);
    add(10, name);
    add(0, 0);
    segment(2, 6, 2 * pageBytes, entry - 2 * pageBytes);
  }
  if (go) bytes.write('\xff Go buildinf:', 2 * pageBytes + 2_048, 'latin1');
  bytes.writeUInt16LE(count, 56);
  return bytes;
}
