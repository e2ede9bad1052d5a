/** Makes a tar stream of a directory as it is read, whatever happens to the files meanwhile. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { EntryType, Warning } from '../model/layer.ts';
import { checkAborted, errno } from './files.ts';
import { encodeTarHeader, paddingBytes, type TarEntry, tarTrailer } from './tar-writer.ts';
import { absolutePath, walkDirectory } from './walk.ts';

const chunkBytes = 256 * 1024;
/** A file with more in holes than this is not read: `lastlog` may be a terabyte of nothing. */
const maxHoleBytes = 1024 ** 3;

/**
 * The directory as a tar, `root` ending in a slash: entries sorted, hard links kept, links not followed, sockets left
 * out as tar has none. A file that cannot be read is an entry without content; it, and a file that changes while it
 * is read, is told to `warn`. NOT_FOUND when the root is gone, ABORTED by the signal.
 */
export async function* tarOfDirectory(
  root: string,
  warn: (warning: Warning) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Headers and small files are gathered: a chunk each would cost more than the bytes in it.
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  for (const piece of tarPieces(root, warn)) {
    gathered.push(piece);
    gatheredBytes += piece.length;
    if (gatheredBytes < chunkBytes) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    gatheredBytes = 0;
    // The calls below are synchronous, which is four times as fast here; a signal must still get its turn.
    await setImmediate();
    checkAborted(signal);
  }
  yield Buffer.concat([...gathered, tarTrailer]);
}

function* tarPieces(root: string, warn: (warning: Warning) => void): Generator<Uint8Array, void, undefined> {
  const trouble = (path: Buffer, reason: string, code: Warning['code'] = 'FILE_UNREADABLE') => {
    const text = path.toString();
    warn({ code, message: `${text === '' ? root : text}: ${reason}`, path: text });
  };
  /** First path of each file that has several, by device and inode. */
  const linked = new Map<string, Buffer>();
  for (const { path, stats } of walkDirectory(root, trouble)) {
    const type = entryType(stats);
    if (type === undefined) continue;
    if (type !== 'dir' && stats.nlink > 1) {
      const identity = identify(absolutePath(root, path));
      const first = linked.get(identity);
      if (first !== undefined) {
        yield encodeTarHeader({ ...describe(path, stats, 'hardlink'), link: first });
        continue;
      }
      linked.set(identity, path);
    }
    if (type === 'file') {
      yield* filePieces(root, path, stats, trouble);
    } else if (type === 'symlink') {
      const link = attempt(() => readlinkSync(absolutePath(root, path), { encoding: 'buffer' }));
      if (typeof link === 'string') trouble(path, `the symbolic link cannot be read (${link})`);
      else yield encodeTarHeader({ ...describe(path, stats, type), link });
    } else {
      yield encodeTarHeader(describe(path, stats, type));
    }
  }
}

type Trouble = (path: Buffer, reason: string, code?: Warning['code']) => void;

function* filePieces(
  root: string,
  path: Buffer,
  seen: Stats,
  trouble: Trouble,
): Generator<Uint8Array, void, undefined> {
  const withoutContent = () => encodeTarHeader(describe(path, seen, 'file'));
  if (seen.size === 0) {
    yield withoutContent();
    return;
  }
  if (seen.size - seen.blocks * 512 > maxHoleBytes) {
    trouble(path, `${seen.size} bytes, most of them holes: its content is not read`, 'FILE_TOO_LARGE');
    yield withoutContent();
    return;
  }
  // Not through a link, nor waiting for a FIFO, that was put in its place since it was looked at.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const descriptor = attempt(() => openSync(absolutePath(root, path), flags));
  if (typeof descriptor === 'string') {
    trouble(path, `its content cannot be read (${descriptor})`);
    yield withoutContent();
    return;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.ino !== seen.ino) {
      trouble(path, 'it was replaced while the directory was read');
      return;
    }
    yield encodeTarHeader({ ...describe(path, stats, 'file'), fileBytes: stats.size });
    yield* contentPieces(descriptor, path, stats.size, trouble);
  } finally {
    closeSync(descriptor);
  }
}

/** Exactly `fileBytes` and their padding: a file that has grown is cut, one that has shrunk is filled with zeros. */
function* contentPieces(
  descriptor: number,
  path: Buffer,
  fileBytes: number,
  trouble: Trouble,
): Generator<Uint8Array, void, undefined> {
  let trusted = true;
  for (let position = 0; position < fileBytes; ) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, fileBytes - position));
    const read = trusted ? attempt(() => readSync(descriptor, chunk, 0, chunk.length, position)) : 0;
    if (trusted && (typeof read === 'string' || read === 0)) {
      trusted = false;
      trouble(path, `only ${position} of ${fileBytes} bytes could be read, the rest is taken as zeros`);
    }
    const piece = trusted ? chunk.subarray(0, Number(read)) : chunk.fill(0);
    position += piece.length;
    yield piece;
  }
  yield Buffer.alloc(paddingBytes(fileBytes));
}

/** What the call returns, or why the system refused: its errno. */
function attempt<T extends number | Buffer>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return errno(error) ?? String(error);
  }
}

/** Device and inode, all digits: overlay file systems use the bits past 2^53. Its own path where it has gone since. */
function identify(path: Buffer): string {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? path.toString('hex') : `${stats.dev}:${stats.ino}`;
}

function entryType(stats: Stats): EntryType | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'dir';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isCharacterDevice()) return 'char';
  if (stats.isBlockDevice()) return 'block';
  return stats.isFIFO() ? 'fifo' : undefined;
}

function describe(path: Buffer, stats: Stats, type: EntryType): TarEntry {
  const isDevice = type === 'char' || type === 'block';
  return {
    name:
      type === 'dir' ? Buffer.concat([path.length === 0 ? Buffer.from('.') : path, Buffer.from('/')]) : path,
    type,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    fileBytes: 0,
    mtime: Math.floor(stats.mtimeMs / 1000),
    ...(isDevice ? { device: deviceNumbers(stats.rdev) } : {}),
  };
}

/** Linux's packing of a device number. https://man7.org/linux/man-pages/man3/makedev.3.html */
function deviceNumbers(rdev: number): { readonly major: number; readonly minor: number } {
  const id = BigInt(rdev);
  const major = ((id >> 8n) & 0xfffn) | ((id >> 32n) & 0xfffff000n);
  const minor = (id & 0xffn) | ((id >> 12n) & 0xffffff00n);
  return { major: Number(major), minor: Number(minor) };
}
