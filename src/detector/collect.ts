/** A sink that gathers the head of a small file, for detectors that need it whole. */
import type { FileSink } from '../model/analyzer.ts';
import type { Evidence } from '../model/layer.ts';

/**
 * Keeps the first `maxBytes` bytes and hands them to `read` at the end; `complete` is false when there were more.
 */
export function collectFile(
  maxBytes: number,
  read: (bytes: Uint8Array, complete: boolean) => readonly Evidence[],
): FileSink<readonly Evidence[]> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let complete = true;
  return {
    write(chunk) {
      const part = chunk.slice(0, maxBytes - kept);
      if (part.length < chunk.length) complete = false;
      if (part.length === 0) return;
      chunks.push(part);
      kept += part.length;
    },
    end: () => read(Buffer.concat(chunks), complete),
  };
}

/** UTF-8 text of bytes that are mostly text; undecodable bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
