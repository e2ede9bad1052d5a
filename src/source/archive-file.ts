/** Opens an image archive wherever it is: a file, compressed or not, or standard input. */
import { ImgscanError } from '../errors.ts';
import { decompress, detectCompression } from '../layer/decompress.ts';
import { type Archive, nameError, openTar } from './archive.ts';
import { errno, openRegularFile, readAt, readRange } from './files.ts';
import type { OpenedImages, SourceOptions } from './source.ts';
import { type Spooled, spool } from './spool.ts';

/** Compressions of archives that are not read, by their first bytes in hex. */
const foreignCompressions = [
  { magic: 'fd377a585a00', name: 'xz', unpackWith: 'xz -dc' },
  { magic: '425a68', name: 'bzip2', unpackWith: 'bzip2 -dc' },
] as const;
const magicBytes = 6;

/**
 * `-` is standard input. What is compressed or a stream is spooled once, uncompressed, into the options' directory.
 * Throws NOT_FOUND, UNAUTHORIZED and USAGE for the file, LAYER_CORRUPT, LIMIT_EXCEEDED and MEDIA_TYPE_UNSUPPORTED
 * for its content.
 */
export async function openArchive(path: string, options: SourceOptions): Promise<Archive> {
  if (path === '-') return openStream(readStdin(options.stdin), 'stdin', options);
  const { handle, fileBytes } = await openRegularFile(path, path);
  let spooled: Spooled | undefined;
  try {
    const head = await readAt(handle, 0, magicBytes, path);
    refuseForeign(head, path);
    if (detectCompression(head) !== 'none') {
      const packed = readRange(handle, { offset: 0, length: fileBytes, name: path }, options.signal);
      spooled = await spoolTar(packed, path, options);
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  if (spooled === undefined) return openTar(handle, fileBytes, path, options.signal);
  await handle.close();
  return openTar(spooled.handle, spooled.fileBytes, path, options.signal);
}

/** An archive that can be read once only: spooled, then opened. `name` is what errors call it. */
export async function openStream(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  options: SourceOptions,
): Promise<Archive> {
  const { handle, fileBytes } = await spoolTar(checkStart(stream, name), name, options);
  return openTar(handle, fileBytes, name, options.signal);
}

/** The images that `read` finds in an archive; it stays open for their layers until they are closed. */
export async function openImagesOf(
  archive: Archive,
  read: (archive: Archive) => Promise<Pick<OpenedImages, 'images' | 'warnings'>>,
): Promise<OpenedImages> {
  try {
    return { ...(await read(archive)), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

/** True when the first bytes are of a compression, one that is read or one that is refused with a hint. */
export function isCompressed(head: Buffer): boolean {
  return detectCompression(head) !== 'none' || foreignCompression(head) !== undefined;
}

async function spoolTar(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  options: SourceOptions,
): Promise<Spooled> {
  const { spoolDirectory: directory, signal } = options;
  try {
    return await spool(decompress(stream, signal), { directory, name, ...(signal && { signal }) });
  } catch (error) {
    throw nameError(error, name);
  }
}

async function* readStdin(
  stdin: AsyncIterable<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (stdin === undefined) {
    throw new ImgscanError('USAGE', 'there is no standard input to read an archive from');
  }
  try {
    yield* stdin;
  } catch (error) {
    if (error instanceof ImgscanError) throw error;
    throw new ImgscanError('LAYER_CORRUPT', `stdin: cannot be read (${errno(error) ?? String(error)})`, {
      cause: error,
    });
  }
}

/** Refuses an empty stream, and a compression that is not read before much of it is spooled. */
async function* checkStart(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let head = Buffer.alloc(0);
  for await (const chunk of stream) {
    if (head.length < magicBytes) {
      head = Buffer.concat([head, chunk.subarray(0, magicBytes)]);
      refuseForeign(head, name);
    }
    yield chunk;
  }
  if (head.length === 0) {
    throw new ImgscanError('LAYER_CORRUPT', `${name}: expected an image archive, found nothing`, {
      hint: 'pipe one in, for example: docker save nginx | imgscan -',
    });
  }
}

function refuseForeign(head: Buffer, name: string): void {
  const found = foreignCompression(head);
  if (found === undefined) return;
  throw new ImgscanError(
    'MEDIA_TYPE_UNSUPPORTED',
    `${name}: compressed with ${found.name}, which is not read`,
    {
      hint: `unpack it on the way in: ${found.unpackWith} FILE | imgscan -`,
    },
  );
}

function foreignCompression(head: Buffer): (typeof foreignCompressions)[number] | undefined {
  const hex = head.toString('hex', 0, magicBytes);
  return foreignCompressions.find(({ magic }) => hex.startsWith(magic));
}
