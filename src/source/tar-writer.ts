/** Encodes tar headers: ustar, with a PAX header where ustar has no room. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13 */
import type { EntryType } from '../model/layer.ts';

const blockBytes = 512;
const maxOctal7 = 0o7777777;
const maxOctal11 = 0o77777777777;

/** One entry; names are bytes, since a file system's need not be text. */
export interface TarEntry {
  /** Relative; a directory's ends in a slash. */
  readonly name: Buffer;
  readonly type: EntryType;
  /** Permission bits, 12 bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Length of the content that follows; 0 for all but files. */
  readonly fileBytes: number;
  /** Whole seconds since the epoch, may be negative. */
  readonly mtime: number;
  /** Target of a symbolic or hard link. */
  readonly link?: Buffer;
  readonly device?: { readonly major: number; readonly minor: number };
}

const flags: Readonly<Record<EntryType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  dir: '5',
  fifo: '6',
};

/** The two zero blocks that end an archive. */
export const tarTrailer: Uint8Array = new Uint8Array(2 * blockBytes);

/** How many zero bytes follow content of this length. */
export function paddingBytes(contentBytes: number): number {
  return (blockBytes - (contentBytes % blockBytes)) % blockBytes;
}

/** All header blocks of an entry; its content and padding are the caller's to write. */
export function encodeTarHeader(entry: TarEntry): Buffer {
  const records = paxRecords(entry);
  const header = encodeBlock(entry, flags[entry.type]);
  if (records.length === 0) return header;
  const content = Buffer.concat(records);
  const extended = encodeBlock(
    { ...entry, name: Buffer.from('PaxHeader'), fileBytes: content.length, link: Buffer.alloc(0) },
    'x',
  );
  return Buffer.concat([extended, content, Buffer.alloc(paddingBytes(content.length)), header]);
}

function paxRecords(entry: TarEntry): Buffer[] {
  const { name, link, fileBytes, uid, gid, mtime } = entry;
  const records: Buffer[] = [];
  if (name.length > 100) records.push(paxRecord('path', name));
  if (link !== undefined && link.length > 100) records.push(paxRecord('linkpath', link));
  if (fileBytes > maxOctal11) records.push(paxRecord('size', Buffer.from(String(fileBytes))));
  if (uid > maxOctal7) records.push(paxRecord('uid', Buffer.from(String(uid))));
  if (gid > maxOctal7) records.push(paxRecord('gid', Buffer.from(String(gid))));
  if (mtime < 0 || mtime > maxOctal11) records.push(paxRecord('mtime', Buffer.from(String(mtime))));
  return records;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts its own digits. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function encodeBlock(entry: TarEntry, flag: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  entry.name.copy(block, 0, 0, 100);
  writeOctal(block, 100, 7, entry.mode);
  writeOctal(block, 108, 7, entry.uid);
  writeOctal(block, 116, 7, entry.gid);
  writeOctal(block, 124, 11, entry.fileBytes);
  writeOctal(block, 136, 11, entry.mtime);
  block.write(flag, 156, 'latin1');
  entry.link?.copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  writeOctal(block, 329, 7, entry.device?.major ?? 0);
  writeOctal(block, 337, 7, entry.device?.minor ?? 0);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** 0 for what does not fit: the PAX record says it then. */
function writeOctal(block: Buffer, start: number, digits: number, value: number): void {
  const fits = value >= 0 && value < 8 ** digits;
  block.write((fits ? value : 0).toString(8).padStart(digits, '0'), start, 'latin1');
}
