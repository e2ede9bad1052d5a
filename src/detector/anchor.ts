/** Finds many byte strings in one pass: Wu and Manber, "A fast algorithm for multi-pattern searching" (1994). */

/** `hit` gets the index of the anchor and where in `bytes` it starts, with 0 <= from <= start < to. */
export type AnchorScan = (
  bytes: Uint8Array,
  from: number,
  to: number,
  hit: (anchor: number, start: number) => void,
) => void;

/**
 * Compiles anchors (Latin-1 strings of at least three bytes) to a scan that skips bytes which cannot end one.
 * Every occurrence that lies wholly in `bytes` and starts in the range is told, in no particular order.
 */
export function compileAnchors(anchors: readonly string[]): AnchorScan {
  const needles = anchors.map((anchor) => Buffer.from(anchor, 'latin1'));
  const width = Math.min(8, ...needles.map((needle) => needle.length));
  const windows = needles.map((needle) => rarestWindow(needle, width));
  const reach = Math.max(0, ...windows);
  // Indexed by two neighbouring bytes, hashed: how far the window may move on when it ends in them.
  const shifts = new Uint8Array(hashes).fill(width - 1);
  // Indexed the same way: 1 where a window starts in the two bytes.
  const starts = new Uint8Array(hashes);
  const endingIn = new Map<number, number[]>();
  needles.forEach((needle, index) => {
    const window = windows[index] ?? 0;
    starts[hashPair(needle[window] ?? 0, needle[window + 1] ?? 0)] = 1;
    for (let at = 0; at + 1 < width; at++) {
      const pair = hashPair(needle[window + at] ?? 0, needle[window + at + 1] ?? 0);
      shifts[pair] = Math.min(shifts[pair] ?? 0, width - 2 - at);
      if (at + 2 === width) endingIn.set(pair, [...(endingIn.get(pair) ?? []), index]);
    }
  });

  return (bytes, from, to, hit) => {
    const last = Math.min(bytes.length, to + reach + width) - 1;
    let end = from + width - 1;
    while (end <= last) {
      const pair = hashPair(bytes[end - 1] ?? 0, bytes[end] ?? 0);
      const shift = shifts[pair] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const open = end - width + 1;
      if (starts[hashPair(bytes[open] ?? 0, bytes[open + 1] ?? 0)] === 0) {
        end++;
        continue;
      }
      for (const index of endingIn.get(pair) ?? []) {
        const start = open - (windows[index] ?? 0);
        if (start >= from && start < to && startsAt(bytes, start, needles[index])) hit(index, start);
      }
      end++;
    }
  };
}

/** Small enough for the first-level cache: with a table of all 65,536 pairs, binaries took half as long again. */
const hashes = 8_192;

function hashPair(first: number, second: number): number {
  return ((first << 5) ^ second) & (hashes - 1);
}

function startsAt(bytes: Uint8Array, start: number, needle: Uint8Array | undefined): boolean {
  if (needle === undefined || start + needle.length > bytes.length) return false;
  for (let at = 0; at < needle.length; at++) if (bytes[start + at] !== needle[at]) return false;
  return true;
}

/** Where in the needle the window is that text has least: capitals and digits are rarer than lower case. */
function rarestWindow(needle: Uint8Array, width: number): number {
  let best = 0;
  let bestScore = -1;
  for (let start = 0; start + width <= needle.length; start++) {
    let score = 0;
    for (let at = start; at < start + width; at++) score += rarity(needle[at] ?? 0);
    if (score > bestScore) {
      best = start;
      bestScore = score;
    }
  }
  return best;
}

function rarity(byte: number): number {
  const isLower = byte >= 0x61 && byte <= 0x7a;
  const isUpperOrDigit = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
  if (isUpperOrDigit) return 3;
  return isLower || byte === 0x5f ? 2 : 1;
}
