/** An answer's body in blocks: it arrives in 64 KiB at a time, each in a buffer of its own, which is freed at once. */
import type { Readable } from 'node:stream';
import { createRelease } from '../release.ts';

/** Every block has as much, but for the last one. */
const BLOCK_BYTES = 1 << 20;
/** What may wait for the reader. */
const AHEAD_BYTES = 2 * BLOCK_BYTES;

/** Fresh buffers, the reader's to keep. Throws the body's error, after what came before it. */
export async function* readBlocks(body: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  const release = createRelease();
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake: () => void = () => undefined;
  const finish = (reason: { readonly error?: unknown }): void => {
    end ??= reason;
    wake();
  };
  body.on('data', (chunk: Uint8Array) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= AHEAD_BYTES) body.pause();
    if (bytes >= BLOCK_BYTES) wake();
  });
  body.on('end', () => finish({}));
  body.on('error', (error) => finish({ error }));
  body.on('close', () => finish({ error: new Error('the answer was closed before its end') }));
  // One that broke off before anybody read it tells nobody any more.
  if (body.errored !== null) finish({ error: body.errored });
  else if (body.destroyed) finish({ error: new Error('the answer was closed before its end') });
  try {
    while (end === undefined || bytes > 0) {
      if (end === undefined && bytes < BLOCK_BYTES) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const block = join(waiting, bytes);
      // Not before: the parser of answers still looks at a chunk after it has handed it over.
      waiting.forEach(release);
      waiting = [];
      bytes = 0;
      body.resume();
      yield block;
    }
    if (end.error !== undefined) throw end.error;
  } finally {
    if (end === undefined) body.destroy();
  }
}

/** In a buffer of its own, where `Buffer.concat` may take a part of a shared one. */
function join(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const block = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const chunk of chunks) {
    block.set(chunk, at);
    at += chunk.length;
  }
  return block;
}
