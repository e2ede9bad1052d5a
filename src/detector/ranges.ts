/** Keeps wanted byte ranges of a file that streams by, and nothing else of it. */

export interface Ranges {
  /** Bytes that have streamed by. */
  position(): number;
  /** Asks for a range from now on; what has passed is there only as far as another range held it. */
  want(start: number, length: number): void;
  write(chunk: Uint8Array): void;
  /** The bytes from `start`, as many of `length` as were kept in one piece; undefined when the first was not. */
  read(start: number, length: number): Buffer | undefined;
}

interface Range {
  readonly start: number;
  readonly bytes: Buffer;
  filled: number;
}

/** A range is cut to `maxRangeBytes` and to the file's end: what is allocated does not follow from its content. */
export function keepRanges(fileBytes: number, maxRangeBytes: number): Ranges {
  const ranges: Range[] = [];
  let position = 0;

  const read = (start: number, length: number): Buffer | undefined => {
    const range = ranges
      .filter((held) => start >= held.start && start < held.start + held.filled)
      .reduce<Range | undefined>(
        (best, held) => (best && endOf(best) >= endOf(held) ? best : held),
        undefined,
      );
    if (range === undefined) return undefined;
    const from = start - range.start;
    return range.bytes.subarray(from, Math.min(range.filled, from + length));
  };

  return {
    position: () => position,
    want(start, length) {
      const held = Math.min(length, maxRangeBytes, fileBytes - start);
      if (!(held > 0)) return;
      const range = { start, bytes: Buffer.allocUnsafe(held), filled: 0 };
      if (start < position) {
        const passed = read(start, Math.min(held, position - start));
        if (passed === undefined || start + passed.length < Math.min(position, start + held)) return;
        range.filled = passed.copy(range.bytes);
      }
      ranges.push(range);
    },
    write(chunk) {
      for (const range of ranges) {
        const next = range.start + range.filled;
        if (range.filled === range.bytes.length || next >= position + chunk.length || next < position)
          continue;
        const part = chunk.subarray(next - position, next - position + range.bytes.length - range.filled);
        range.bytes.set(part, range.filled);
        range.filled += part.length;
      }
      position += chunk.length;
    },
    read,
  };
}

function endOf(range: Range): number {
  return range.start + range.filled;
}
