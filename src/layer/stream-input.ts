/** Pushed chunks as an input that a generator reads from: it pauses where the next chunk is missing. */

import { ImgscanError } from '../errors.ts';

/** Pauses for the next chunk; undefined is the end. */
export type Pull<T> = Generator<undefined, T, Buffer | undefined>;

export interface StreamInput {
  /** Bytes read so far. */
  offset(): number;
  /** Exactly `length` bytes, valid until the next read; fewer at the end of the stream. */
  take(length: number): Pull<Buffer>;
  /** Hands over `length` bytes chunk by chunk as they come; false when the stream ends first. */
  pass(length: number, to?: (chunk: Buffer) => void): Pull<boolean>;
  /** LAYER_CORRUPT at byte `at`, or where the input stands. */
  corrupt(what: string, at?: number): ImgscanError;
}

export function createStreamInput(): StreamInput {
  let chunk: Buffer = Buffer.alloc(0);
  /** Kept apart: a chunk that was read may be gone, and its length with it. */
  let chunkBytes = 0;
  let at = 0;
  let before = 0;
  let ended = false;

  function* fill(): Pull<boolean> {
    while (at === chunkBytes) {
      // The end is said once: whoever reads on must not wait for it again.
      if (ended) return false;
      const next = yield;
      if (next === undefined) {
        ended = true;
        return false;
      }
      before += chunkBytes;
      chunk = next;
      chunkBytes = next.length;
      at = 0;
    }
    return true;
  }

  function* take(length: number): Pull<Buffer> {
    if (chunkBytes - at >= length) {
      at += length;
      return chunk.subarray(at - length, at);
    }
    const parts: Buffer[] = [];
    // The next chunk comes in another call, and a chunk is lent for one only.
    yield* pass(length, (part) => parts.push(Buffer.from(part)));
    return Buffer.concat(parts);
  }

  function* pass(length: number, to?: (chunk: Buffer) => void): Pull<boolean> {
    for (let left = length; left > 0; ) {
      if (!(yield* fill())) return false;
      const part = Math.min(left, chunkBytes - at);
      at += part;
      left -= part;
      to?.(chunk.subarray(at - part, at));
    }
    return true;
  }

  const offset = () => before + at;

  function corrupt(what: string, where = offset()): ImgscanError {
    return new ImgscanError('LAYER_CORRUPT', `The tar stream is damaged at byte ${where}: ${what}.`);
  }

  return { offset, take, pass, corrupt };
}
