/** Holds compressed data that a program carries, from where it starts, as the program streams by. */

export interface Embedded {
  /** Looks at the places `from` to `to` of a block, which come in order, each once. */
  search(block: Buffer, from: number, to: number): void;
  /** From the start on, as much as may be held; undefined where none was found. */
  bytes(): Buffer | undefined;
}

/** `locate` answers where the data starts, or -1; what follows is held, however far it goes, up to `maxBytes`. */
export function holdEmbedded(
  maxBytes: number,
  locate: (block: Buffer, from: number, to: number) => number,
): Embedded {
  const parts: Buffer[] = [];
  let heldBytes = 0;
  let isFound = false;
  return {
    search(block, from, to) {
      const start = isFound ? from : locate(block, from, to);
      if (start === -1) return;
      isFound = true;
      const part = block.subarray(start, Math.min(to, start + maxBytes - heldBytes));
      heldBytes += part.length;
      // The block is the stream's own: it is overwritten.
      if (part.length > 0) parts.push(Buffer.from(part));
    },
    bytes: () => (isFound ? Buffer.concat(parts) : undefined),
  };
}
