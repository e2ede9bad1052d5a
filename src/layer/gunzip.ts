/** Gzip on zlib's threads: any number of members, zero padding after the last. https://www.rfc-editor.org/rfc/rfc1952 */
import { pipeline, type TransformOptions } from 'node:stream';
import { createGunzip, type Gunzip, type ZlibOptions } from 'node:zlib';
import { ImgscanError } from '../errors.ts';
import { createRelease, type Release } from '../release.ts';

/** Measured: half the time of the default 16 KiB. */
const CHUNK_BYTES = 1 << 20;
/** Input is gathered to this much, since each hand-over to a thread costs as much as inflating 20 KiB. */
const GATHER_BYTES = 1 << 20;
/** What lies ready on either side, so that neither inflating nor reading waits for the other. */
const AHEAD_BYTES = 1 << 22;
const AHEAD_CHUNKS = 6;

/**
 * The decompressed stream in chunks of 1 MiB, and a shorter last one, each valid until the next is asked for; the source
 * is read to its end even where the last member ends before. Throws LAYER_CORRUPT for what is damaged or cut off; what
 * the source throws comes through as it is.
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const options: ZlibOptions & TransformOptions = {
    chunkSize: CHUNK_BYTES,
    // As objects, or a reader that is behind would get what has piled up copied into one.
    readableObjectMode: true,
    readableHighWaterMark: AHEAD_CHUNKS,
    writableHighWaterMark: AHEAD_BYTES,
  };
  const engine = createGunzip(options);
  const release = createRelease();
  const input = source[Symbol.asyncIterator]();
  pipeline(gather(input, engine, release), engine, () => undefined);
  try {
    for await (const chunk of wholeBuffers(engine)) {
      yield chunk;
      release(chunk);
    }
    while ((await input.next()).done !== true);
  } catch (error) {
    throw isZlibError(error)
      ? new ImgscanError('LAYER_CORRUPT', `The gzip stream cannot be decompressed: ${error.message}.`, {
          cause: error,
        })
      : error;
  } finally {
    engine.destroy();
    await input.return?.();
  }
}

/** The engine fills a buffer piece by piece and goes on in it while a piece is read: it is passed on once it is full. */
async function* wholeBuffers(engine: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let held: Buffer | undefined;
  for await (const piece of engine) {
    if (held === undefined) held = piece;
    else if (held.buffer === piece.buffer && held.byteOffset + held.length === piece.byteOffset) {
      held = Buffer.from(held.buffer, held.byteOffset, held.length + piece.length);
    } else {
      yield held;
      held = piece;
    }
    if (held.byteOffset + held.length === held.buffer.byteLength) {
      yield held;
      held = undefined;
    }
  }
  if (held !== undefined) yield held;
}

/** The input in larger blocks, which are released when the engine has gone on to the next. */
async function* gather(
  input: AsyncIterator<Uint8Array>,
  engine: Gunzip,
  release: Release,
): AsyncGenerator<Uint8Array> {
  const given: { readonly block: Uint8Array; readonly end: number }[] = [];
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let end = 0;
  for (let next = await input.next(); next.done !== true; next = await input.next()) {
    parts.push(next.value);
    bytes += next.value.length;
    if (bytes < GATHER_BYTES) continue;
    const block = parts.length === 1 ? next.value : Buffer.concat(parts, bytes);
    end += bytes;
    given.push({ block, end });
    parts = [];
    bytes = 0;
    yield block;
    for (let first = given[0]; first !== undefined && engine.bytesWritten > first.end; first = given[0]) {
      release(first.block);
      given.shift();
    }
  }
  if (bytes > 0) yield Buffer.concat(parts, bytes);
}

function isZlibError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
