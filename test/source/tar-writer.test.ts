/** Headers as a reader of its own sees them: the layer parser and tar-stream. */
import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { createTarParser, type TarHeader } from '../../src/layer/tar.ts';
import { encodeTarHeader, paddingBytes, type TarEntry, tarTrailer } from '../../src/source/tar-writer.ts';

const plain: TarEntry = {
  name: Buffer.from('etc/passwd'),
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  fileBytes: 0,
  mtime: 1_700_000_000,
};
const long = 'directory/'.repeat(30);

const rows: readonly { name: string; entry: Partial<TarEntry> }[] = [
  { name: 'a plain file', entry: {} },
  { name: 'mode 0', entry: { mode: 0 } },
  { name: 'setuid, setgid, sticky', entry: { mode: 0o7755 } },
  { name: 'the largest ids of ustar', entry: { uid: 0o7777777, gid: 0o7777777 } },
  { name: 'ids past ustar', entry: { uid: 0o10000000, gid: 4_294_967_294 } },
  { name: 'the largest size of ustar', entry: { fileBytes: 0o77777777777 } },
  { name: 'a size past ustar', entry: { fileBytes: 20 * 1024 ** 3 } },
  { name: 'a time before the epoch', entry: { mtime: -86_400 } },
  { name: 'a time after 2038', entry: { mtime: 2 ** 32 } },
  { name: 'a time past ustar', entry: { mtime: 2 ** 40 } },
  { name: 'a name of 100 bytes', entry: { name: Buffer.from('n'.repeat(100)) } },
  { name: 'a name of 101 bytes', entry: { name: Buffer.from('n'.repeat(101)) } },
  { name: 'a name in UTF-8', entry: { name: Buffer.from(`ca/${'ő'.repeat(80)}.pem`) } },
  { name: 'a directory', entry: { type: 'dir', name: Buffer.from(long) } },
  { name: 'a symbolic link', entry: { type: 'symlink', link: Buffer.from('../target') } },
  { name: 'a long symbolic link', entry: { type: 'symlink', link: Buffer.from(`${long}target`) } },
  { name: 'a hard link', entry: { type: 'hardlink', link: Buffer.from(`${long}target`) } },
  { name: 'a device', entry: { type: 'char', device: { major: 1, minor: 3 } } },
  { name: 'a FIFO', entry: { type: 'fifo' } },
];

const foreignTypes: Readonly<Record<TarEntry['type'], Header['type']>> = {
  file: 'file',
  hardlink: 'link',
  symlink: 'symlink',
  char: 'character-device',
  block: 'block-device',
  dir: 'directory',
  fifo: 'fifo',
};

/** The header alone: content of 20 GiB need not follow for its header to be read. */
function readBack(bytes: Uint8Array): TarHeader {
  const headers: TarHeader[] = [];
  const parser = createTarParser({
    entry(header) {
      headers.push(header);
      return undefined;
    },
  });
  parser.write(bytes);
  const [first] = headers;
  if (first === undefined) throw new Error('no header was read');
  return first;
}

async function readForeign(bytes: Uint8Array): Promise<Header> {
  const reader = extract();
  const found = new Promise<Header>((done, failed) => {
    reader.once('entry', (header) => done(header));
    reader.once('error', failed);
  });
  reader.write(bytes);
  const header = await found;
  reader.destroy();
  return header;
}

describe('encodeTarHeader', () => {
  it.each(rows)('$name', async ({ entry }) => {
    const written: TarEntry = { ...plain, ...entry };
    const bytes = encodeTarHeader(written);
    expect(bytes.length % 512).toBe(0);
    const { type, mode, uid, gid, fileBytes, mtime } = written;
    const link = String(written.link ?? '');
    const own = readBack(bytes);
    expect(own).toMatchObject({
      name: String(written.name),
      type,
      mode,
      uid,
      gid,
      fileBytes,
      mtime,
      linkName: link,
    });
    const foreign = await readForeign(bytes);
    expect(foreign.name).toBe(String(written.name));
    expect(foreign.type).toBe(foreignTypes[type]);
    expect(foreign.linkname ?? '').toBe(link);
    expect(foreign.mode).toBe(mode);
    if (written.device !== undefined) expect([foreign.devmajor, foreign.devminor]).toEqual([1, 3]);
  });

  it('keeps the bytes of a name that is no text', () => {
    const names = [Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0xfe])];
    const read = names.map((name) => readBack(encodeTarHeader({ ...plain, name })).name);
    expect(new Set(read).size).toBe(2);
    expect(encodeTarHeader({ ...plain, name: names[0] ?? Buffer.alloc(0) }).subarray(0, 2)).toEqual(names[0]);
  });

  it('counts the digits of a record in its length', () => {
    // Around the lengths where one more digit makes the record one byte longer.
    for (let length = 101; length < 1200; length += 1) {
      const name = 'n'.repeat(length);
      expect(readBack(encodeTarHeader({ ...plain, name: Buffer.from(name) })).name).toBe(name);
    }
  });

  it('pads and ends an archive', async () => {
    expect([0, 1, 511, 512, 513].map(paddingBytes)).toEqual([0, 511, 1, 0, 511]);
    const content = Buffer.from('hello');
    const tar = Buffer.concat([
      encodeTarHeader({ ...plain, fileBytes: content.length }),
      content,
      Buffer.alloc(paddingBytes(content.length)),
      tarTrailer,
    ]);
    const reader = extract();
    reader.end(tar);
    const texts: string[] = [];
    for await (const entry of reader) texts.push(String(await buffer(entry)));
    expect(texts).toEqual(['hello']);
  });
});
