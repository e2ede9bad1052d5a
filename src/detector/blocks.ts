/** Cuts streamed content into blocks that carry context on both sides, so that nothing is missed at a seam. */

export interface BlockReach {
  /** Length of the whole content; what comes as its last byte is not held back. */
  readonly fileBytes: number;
  /** How far before and after a place the search may look. */
  readonly lookBehindBytes: number;
  readonly lookAheadBytes: number;
}

/**
 * Called for `from <= place < to` of a block whose first byte is at `base` in the file. Every place of the file is
 * told once, in order; `isLast` when nothing follows.
 */
export type SearchBlock = (
  block: Uint8Array,
  from: number,
  to: number,
  base: number,
  isLast: boolean,
) => void;

export interface BlockStream {
  write(chunk: Uint8Array): void;
  /** Searches what was held back for its context. */
  end(): void;
}

export function streamBlocks(reach: BlockReach, search: SearchBlock): BlockStream {
  const { fileBytes, lookBehindBytes, lookAheadBytes } = reach;
  const nothing: Uint8Array = new Uint8Array(0);
  /** Bytes that later ones may complete, behind `contextBytes` of context. */
  let tail = nothing;
  let contextBytes = 0;
  let seenBytes = 0;

  /** Searches what has its context in a block that ends at `seenBytes`, from its first new place on. */
  const searchBlock = (block: Uint8Array, from: number): void => {
    const isLast = seenBytes >= fileBytes;
    const to = isLast ? block.length : Math.max(from, block.length - lookAheadBytes);
    if (to > from) search(block, from, to, seenBytes - block.length, isLast);
    const kept = isLast ? block.length : Math.max(0, to - lookBehindBytes);
    contextBytes = to - kept;
    tail = isLast ? nothing : block.slice(kept);
  };

  return {
    write(chunk) {
      const seamBytes = lookBehindBytes + lookAheadBytes;
      if (tail.length === 0 || chunk.length < 2 * seamBytes) {
        seenBytes += chunk.length;
        searchBlock(tail.length === 0 ? chunk : Buffer.concat([tail, chunk]), contextBytes);
        return;
      }
      // The seam alone is copied, not the chunk: programs of many MiB pass several searches.
      const seam = Buffer.concat([tail, chunk.subarray(0, seamBytes)]);
      search(seam, contextBytes, tail.length + lookBehindBytes, seenBytes - tail.length, false);
      seenBytes += chunk.length;
      searchBlock(chunk, lookBehindBytes);
    },
    end() {
      if (tail.length > contextBytes) search(tail, contextBytes, tail.length, seenBytes - tail.length, true);
      tail = nothing;
    },
  };
}
