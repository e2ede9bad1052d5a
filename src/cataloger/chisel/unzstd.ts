/** Decompresses small zstd files at once, within limits. https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames */
import { Decompress } from 'fzstd';

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Each frame costs a window of memory; what is written in one go has one frame, and seldom more than 8 MiB. */
const maxFrames = 4;
const maxWindowBytes = 16 * 1024 * 1024;

/**
 * The whole content, at most `maxBytes`; throws past a limit and for what is damaged. The engine is plain JavaScript
 * since catalogers are synchronous, which zstd is on no older Node; its limits are checked here beforehand.
 */
export function unzstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (input.indexOf(magic) !== 0) throw new Error('it is not compressed with zstd');
  let frames = 0;
  for (let at = 0; at !== -1; at = input.indexOf(magic, at + magic.length)) {
    frames += 1;
    if (frames > maxFrames) throw new Error(`it has more than ${maxFrames} zstd frames`);
    if (windowBytes(input, at + magic.length) > maxWindowBytes) {
      throw new Error(`its zstd window is larger than ${maxWindowBytes} bytes`);
    }
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  const engine = new Decompress((part) => {
    length += part.length;
    if (length > maxBytes) throw new Error(`its content is longer than ${maxBytes} bytes`);
    parts.push(Uint8Array.from(part));
  });
  engine.push(bytes, true);
  return Buffer.concat(parts);
}

/** A frame's window: of its own, or all of the content where that is one segment. */
function windowBytes(input: Buffer, at: number): number {
  const descriptor = input[at] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const window = input[at + 1] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = input.subarray(at + 1 + dictionaryBytes);
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  if (size.length < sizeBytes) return Number.POSITIVE_INFINITY;
  if (sizeBytes === 8) return Number(size.readBigUInt64LE());
  return sizeBytes === 2 ? size.readUInt16LE() + 256 : size.readUIntLE(0, sizeBytes);
}
