/** Says which groups of keys a segment does not have, without reading it. https://en.wikipedia.org/wiki/Bloom_filter */

const bitsPerGroup = 10;
const probes = 6;

/** Two hashes of a group; all probes follow from them. */
export interface GroupHash {
  readonly low: number;
  readonly high: number;
}

/** FNV-1a, and the same with its bits mixed. */
export function hashGroup(group: string): GroupHash {
  let low = 0x811c9dc5;
  for (let at = 0; at < group.length; at += 1) low = Math.imul(low ^ group.charCodeAt(at), 0x01000193);
  let high = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return { low: low >>> 0, high: ((high ^ (high >>> 16)) | 1) >>> 0 };
}

export interface FilterBuilder {
  add(group: string): void;
  finish(): Buffer;
}

/** Takes each group once; 8 bytes of memory a group until it is finished. */
export function createFilter(): FilterBuilder {
  let hashes = new Uint32Array(1024);
  let length = 0;
  return {
    add(group) {
      if (length + 2 > hashes.length) {
        const larger = new Uint32Array(hashes.length * 2);
        larger.set(hashes);
        hashes = larger;
      }
      const { low, high } = hashGroup(group);
      hashes[length] = low;
      hashes[length + 1] = high;
      length += 2;
    },
    finish() {
      const bytes = Buffer.alloc(Math.max(8, Math.ceil(((length / 2) * bitsPerGroup) / 8)));
      for (let at = 0; at < length; at += 2) {
        const hash = { low: hashes[at] ?? 0, high: hashes[at + 1] ?? 0 };
        for (const bit of bitsOf(hash, bytes.length)) {
          bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
        }
      }
      return bytes;
    },
  };
}

/** False only for a group that was not added. */
export function mayHave(filter: Uint8Array, group: string): boolean {
  for (const bit of bitsOf(hashGroup(group), filter.length)) {
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function bitsOf({ low, high }: GroupHash, filterBytes: number): number[] {
  const bits: number[] = [];
  const size = filterBytes * 8;
  for (let probe = 0; probe < probes; probe += 1) bits.push((low + probe * high) % size);
  return bits;
}
