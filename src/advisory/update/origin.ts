/** Where feeds come from: a mirror, or a directory that is laid out like one. Files are fetched only when they changed. */
import { closeSync, createReadStream, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ImgscanError } from '../../errors.ts';

/** What an origin says of a file's state. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** `unchanged`: as the validators say. `missing`: there is no such file. */
export type Fetched<T> =
  | (T & {
      readonly validators: Validators;
      /** When the file was made, as far as the origin says; ISO 8601. */
      readonly modified?: string;
    })
  | 'unchanged'
  | 'missing';

/** A file on this machine, to be read at random. */
export interface LocalFile {
  /** Descriptor. */
  readonly file: number;
  close(): Promise<void>;
}

export interface Origin {
  /** For people, without secrets. */
  readonly location: string;
  /** True where all feeds can be had from it, now and later; a single zip is no such place. */
  readonly isMirror: boolean;
  /** `path`: parts of it, unescaped; or one absolute URL. Throws NETWORK, TIMEOUT and their kin, USAGE for a directory. */
  open(path: OriginPath, known?: Validators, signal?: AbortSignal): Promise<Fetched<LocalFile>>;
  /** The same front to back; to be read once, or left early. */
  stream(
    path: OriginPath,
    known?: Validators,
    signal?: AbortSignal,
  ): Promise<Fetched<{ readonly chunks: AsyncIterable<Uint8Array> }>>;
  /** Names of the folders that have such a file; absent where they cannot be listed. */
  foldersWith?(file: string): readonly string[];
  close(): Promise<void>;
}

export type OriginPath = readonly string[];

/** A file's size and time stand for what a server would say of it. */
export function directoryOrigin(directory: string): Origin {
  const root = resolve(directory);
  const openAt = (path: OriginPath, known: Validators | undefined): Fetched<LocalFile> => {
    const name = join(root, ...path.map(checkPart));
    try {
      return openLocal(name, known);
    } catch (cause) {
      throw new ImgscanError('USAGE', `${name} cannot be read: ${String(cause)}`, { cause });
    }
  };
  return {
    location: root,
    isMirror: true,
    open: async (path, known) => openAt(path, known),
    async stream(path, known) {
      const opened = openAt(path, known);
      if (opened === 'missing' || opened === 'unchanged') return opened;
      const chunks = createReadStream('', { fd: opened.file, start: 0 });
      return { chunks, validators: opened.validators };
    },
    foldersWith: (file) => readdirSync(root).filter((name) => existsSync(join(root, name, file))),
    close: async () => undefined,
  };
}

/** One file that stands for whatever is asked for: a zip that somebody downloaded. */
export function fileOrigin(path: string): Origin {
  const absolute = resolve(path);
  return {
    location: absolute,
    isMirror: false,
    open: async ([first = '', ...rest], known) =>
      isZip([first, ...rest]) ? openLocal(absolute, known) : 'missing',
    stream: async () => 'missing',
    close: async () => undefined,
  };
}

function isZip(path: OriginPath): boolean {
  return path.at(-1)?.endsWith('.zip') === true;
}

function openLocal(name: string, known: Validators | undefined): Fetched<LocalFile> {
  let file: number;
  try {
    file = openSync(name, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing';
    throw error;
  }
  const { size, mtimeMs, isFile } = statOf(file);
  const etag = `${size}-${mtimeMs}`;
  if (!isFile || etag === known?.etag) {
    closeSync(file);
    if (isFile) return 'unchanged';
    throw new ImgscanError('USAGE', `${name} is no file`);
  }
  const modified = new Date(mtimeMs).toISOString();
  return { file, validators: { etag }, modified, close: async () => closeSync(file) };
}

function statOf(file: number) {
  const stats = fstatSync(file);
  return { size: stats.size, mtimeMs: stats.mtimeMs, isFile: stats.isFile() };
}

/** A part of a path stays one: names come from records. */
function checkPart(part: string): string {
  if (part !== '' && part !== '.' && part !== '..' && !/[\\/\0]/.test(part)) return part;
  throw new ImgscanError('ADVISORY_INVALID', `${JSON.stringify(part.slice(0, 100))} is no name of a file`);
}

const chunkBytes = 256 * 1024;

/** All of a file that is small enough; LIMIT_EXCEEDED where it is not. */
export function readWhole(file: number, maxBytes: number, name: string): Buffer {
  const { size } = fstatSync(file);
  if (size > maxBytes) {
    throw new ImgscanError('LIMIT_EXCEEDED', `${name}: ${size} bytes, at most ${maxBytes} are read`);
  }
  const bytes = Buffer.alloc(size);
  let done = 0;
  for (let count = 1; count > 0 && done < size; done += count)
    count = readSync(file, bytes, done, size - done, done);
  return bytes.subarray(0, done);
}

/** A file chunk by chunk; a chunk is valid until the next one. */
export function* readChunks(file: number): Generator<Buffer, void, undefined> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let at = 0; ; ) {
    const count = readSync(file, chunk, 0, chunkBytes, at);
    if (count === 0) return;
    at += count;
    yield chunk.subarray(0, count);
  }
}
