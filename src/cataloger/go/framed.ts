/** Finds the module texts in a Go binary by the marks that the go command puts around them. https://go.dev/src/cmd/go/internal/modload/build.go */

export interface FramedText {
  /** Of the mark before the text. */
  readonly offset: number;
  readonly text: string;
}

export interface FramedTexts {
  /** Looks at the places `from` to `to` of a block whose first byte is at `base`; marks may reach beyond `to`. */
  search(block: Buffer, from: number, to: number, base: number): void;
  /** In the order of the file. */
  all(): readonly FramedText[];
  /** Whether a text started at the offset that was too long, or one too many, to be kept, or did not end. */
  lost(offset: number): boolean;
}

const opening = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const closing = Buffer.from('f932433186182072008242104116d8f2', 'hex');
/** Measured: 2.5 KiB for a program with 27 modules. */
const maxTextBytes = 2 * 1024 * 1024;
/** Every program has its own twice: among the strings and behind the header. */
const maxTexts = 8;

export function findFramed(): FramedTexts {
  const texts: FramedText[] = [];
  const lost = new Set<number>();
  let open: { offset: number; parts: Buffer[]; bytes: number } | undefined;

  /** One text's part of the block, from its opening mark on; returns where to go on. */
  const take = (block: Buffer, from: number, to: number, held: NonNullable<typeof open>): number => {
    const found = block.indexOf(closing, from);
    const end = found === -1 || found > to ? to : found;
    held.bytes += end - from;
    if (held.bytes > maxTextBytes) {
      lost.add(held.offset);
      open = undefined;
      return end;
    }
    held.parts.push(Buffer.from(block.subarray(from, end)));
    if (found === -1 || found >= to) return to;
    texts.push({
      offset: held.offset,
      text: Buffer.concat(held.parts).subarray(opening.length).toString('utf8'),
    });
    open = undefined;
    return end + closing.length;
  };

  return {
    search(block, from, to, base) {
      let at = from;
      while (at < to) {
        if (open === undefined) {
          const start = block.indexOf(opening, at);
          if (start === -1 || start >= to || lost.size >= maxTexts) return;
          at = start;
          if (texts.length === maxTexts) {
            lost.add(base + start);
            at += opening.length;
            continue;
          }
          open = { offset: base + start, parts: [], bytes: 0 };
        }
        at = take(block, at, to, open);
      }
    },
    all: () => texts,
    lost: (offset) => lost.has(offset) || open?.offset === offset,
  };
}
