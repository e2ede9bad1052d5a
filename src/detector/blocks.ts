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
  const nothing: Uint8Array = new Uint8Array(0);
  /** Bytes that later ones may complete, behind `contextBytes` of context. */
  let tail = nothing;
  let contextBytes = 0;
  let seenBytes = 0;
  return {
    write(chunk) {
      const block = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      seenBytes += chunk.length;
      const isLast = seenBytes >= reach.fileBytes;
      const to = isLast ? block.length : Math.max(contextBytes, block.length - reach.lookAheadBytes);
      if (to > contextBytes) search(block, contextBytes, to, seenBytes - block.length, isLast);
      const kept = isLast ? block.length : Math.max(0, to - reach.lookBehindBytes);
      contextBytes = to - kept;
      tail = isLast ? nothing : block.slice(kept);
    },
    end() {
      if (tail.length > contextBytes) search(tail, contextBytes, tail.length, seenBytes - tail.length, true);
      tail = nothing;
    },
  };
}
