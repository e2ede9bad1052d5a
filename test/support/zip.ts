/** Writes zip archives, as plain or as strange as a test needs them. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  /** Lengths come behind the content, as Java's own writer puts them. */
  readonly descriptor?: boolean;
}

export function makeZip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, descriptor = false } of members) {
    const raw = Buffer.from(content);
    const packed = stored ? raw : deflateRawSync(raw);
    const lengths = Buffer.alloc(12);
    lengths.writeUInt32LE(crc32(raw), 0);
    lengths.writeUInt32LE(packed.length, 4);
    lengths.writeUInt32LE(raw.length, 8);
    const fields = Buffer.alloc(10);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(descriptor ? 8 : 0, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    const names = Buffer.alloc(4);
    names.writeUInt16LE(Buffer.byteLength(name), 0);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      fields,
      descriptor ? Buffer.alloc(12) : lengths,
      names,
      Buffer.from(name),
      packed,
      ...(descriptor ? [Buffer.from('PK\x07\x08', 'latin1'), lengths] : []),
    ]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const mark = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
    directory.push(Buffer.concat([mark, fields, lengths, names, place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
