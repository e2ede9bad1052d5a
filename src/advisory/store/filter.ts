/** Says which groups of keys a segment does not have, without reading it. https://en.wikipedia.org/wiki/Bloom_filter */

const bitsPerGroup = 8;
const probes = 5;

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
      // A power of two, so that a mask finds the bit.
      const bits = 2 ** Math.ceil(Math.log2(Math.max(64, (length / 2) * bitsPerGroup)));
      const bytes = Buffer.alloc(bits / 8);
      for (let at = 0; at < length; at += 2) {
        let hash = hashes[at] ?? 0;
        for (let probe = 0; probe < probes; probe += 1) {
          const bit = hash & (bits - 1);
          bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
          hash = (hash + (hashes[at + 1] ?? 0)) | 0;
        }
      }
      return bytes;
    },
  };
}

/** False only for a group that was not added. `filter`: as it was finished. */
export function mayHave(filter: Uint8Array, group: string): boolean {
  const mask = filter.length * 8 - 1;
  const { low, high } = hashGroup(group);
  let hash = low;
  for (let probe = 0; probe < probes; probe += 1) {
    const bit = hash & mask;
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    hash = (hash + high) | 0;
  }
  return true;
}
