/** Expands deflated content as it streams, within an allowance. https://www.rfc-editor.org/rfc/rfc1951 */
import { constants, inflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import type { FileSink } from '../../model/analyzer.ts';

/** What is left of the work that one file may cause; counted down by who does it. */
export interface Allowance {
  expandedBytes: number;
  entries: number;
  archives: number;
}

/** Expanded at once: a slice can grow a thousandfold. */
const sliceBytes = 16 * 1024;

/** Throws an Error on broken content and when the allowance is used up. */
export function expand(target: FileSink<void>, allowance: Allowance): FileSink<void> {
  const inflate = new Inflate((chunk) => {
    allowance.expandedBytes -= chunk.length;
    if (chunk.length > 0) target.write(chunk);
  });
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        if (allowance.expandedBytes <= 0) throw new Error('expands to more than is read');
        inflate.push(chunk.subarray(at, at + sliceBytes), false);
      }
    },
    end() {
      inflate.push(new Uint8Array(0), true);
      target.end();
    },
  };
}

/** Of an entry's content, and of what of it lies in the archive: enough for metadata, which stands at the front. */
const maxHeadBytes = 256 * 1024;
/** The whole is expanded before the head is cut from it: the manifest of a signed archive lists every file. */
const maxExpandedBytes = 16 * 1024 * 1024;

/**
 * Tells the first bytes of an entry at its end; they are deflated where there is an allowance. Most archives have a few
 * hundred such bytes, for which making a stream would take longest. Throws as `expand`.
 */
export function keepHead(use: (head: Buffer) => void, allowance: Allowance | undefined): FileSink<void> {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    write(chunk) {
      const part = chunk.subarray(0, maxHeadBytes - length);
      if (part.length > 0) parts.push(Uint8Array.from(part));
      length += part.length;
    },
    end() {
      const kept = Buffer.concat(parts);
      use(allowance === undefined ? kept : expandHead(kept, allowance));
    },
  };
}

function expandHead(deflated: Buffer, allowance: Allowance): Buffer {
  const maxOutputLength = Math.min(maxExpandedBytes, allowance.expandedBytes);
  if (maxOutputLength <= 0) throw new Error('expands to more than is read');
  try {
    // What was cut off is expanded as far as it goes.
    const expanded = inflateRawSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
    allowance.expandedBytes -= expanded.length;
    return expanded.subarray(0, maxHeadBytes);
  } catch (error) {
    const isTooMuch = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooMuch) allowance.expandedBytes -= maxOutputLength;
    throw isTooMuch ? new Error('expands to more than is read') : error;
  }
}
