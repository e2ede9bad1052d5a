/** A layer's stored bytes as tar: gzip, zstd or neither, told by their first bytes, since media types are often wrong. */
import { ImgscanError } from '../errors.ts';
import { gunzip } from './gunzip.ts';
import { unzstd } from './zstd.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

export interface DecompressLimits {
  /** Default 64 GiB. */
  readonly tarBytes?: number;
  /** Output over input, looked at once there is more than 1 GiB of output. Default 200. */
  readonly ratio?: number;
}

const RATIO_FREE_BYTES = 1 << 30;

/** What the first four bytes of a stream say. */
export function detectCompression(start: Uint8Array): Compression {
  const [a, b, c, d] = start;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  // A skippable frame may come first: 0x184D2A50 to 0x184D2A5F.
  if (a !== undefined && a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  return 'none';
}

/** Compressions that old builders wrote and the image specification does not know. */
function detectForeign(start: Uint8Array): 'bzip2' | 'xz' | undefined {
  const text = Buffer.from(start.subarray(0, 4)).toString('latin1');
  if (text.startsWith('BZh')) return 'bzip2';
  return text === '\xfd7zX' ? 'xz' : undefined;
}

/**
 * The decompressed stream, each chunk valid until the next is asked for; the source is always read to its end, so that its
 * digest is checked. Throws LAYER_CORRUPT
 * for damaged or cut off input, LIMIT_EXCEEDED, ABORTED, and what the source throws as it is.
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  limits: DecompressLimits = {},
): AsyncGenerator<Uint8Array> {
  const maxBytes = limits.tarBytes ?? 64 * 2 ** 30;
  const maxRatio = limits.ratio ?? 200;
  let inputBytes = 0;
  let outputBytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      inputBytes += chunk.length;
      yield chunk;
    }
  };
  for await (const chunk of expand(counted(source))) {
    if (signal?.aborted === true) throw new ImgscanError('ABORTED', 'Reading the layer was aborted.');
    outputBytes += chunk.length;
    if (outputBytes > maxBytes) {
      throw new ImgscanError('LIMIT_EXCEEDED', `The layer holds more than ${maxBytes} bytes of tar.`);
    }
    if (outputBytes > RATIO_FREE_BYTES && outputBytes > inputBytes * maxRatio) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `The layer grows to more than ${maxRatio} times its compressed length: ${inputBytes} bytes to ${outputBytes}.`,
      );
    }
    yield chunk;
  }
}

async function* expand(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let start = new Uint8Array();
  while (start.length < 4) {
    const next = await input.next();
    if (next.done === true) break;
    head.push(next.value);
    start = Buffer.concat([start, next.value.subarray(0, 4)]);
  }
  const whole = (async function* () {
    yield* head;
    for (let next = await input.next(); next.done !== true; next = await input.next()) yield next.value;
  })();
  const compression = detectCompression(start);
  const foreign = detectForeign(start);
  try {
    if (foreign !== undefined) {
      throw new ImgscanError(
        'MEDIA_TYPE_UNSUPPORTED',
        `The layer is compressed with ${foreign}; expected gzip, zstd or plain tar.`,
      );
    }
    if (compression === 'gzip') yield* gunzip(whole);
    else if (compression === 'zstd') yield* unzstd(whole);
    else yield* whole;
  } finally {
    await input.return?.();
  }
}
