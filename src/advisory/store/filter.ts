/** Says which groups of keys a segment does not have, without reading it. https://en.wikipedia.org/wiki/Bloom_filter */

const bitsPerGroup = 8;
const probes = 5;

/** FNV-1a. */
function hashOf(group: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < group.length; at += 1) hash = Math.imul(hash ^ group.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** How far apart the probes of a hash lie: its bits mixed, and odd. */
function stepOf(hash: number): number {
  let step = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  step = Math.imul(step ^ (step >>> 13), 0xc2b2ae35);
  return (step ^ (step >>> 16)) | 1;
}

export interface FilterBuilder {
  add(group: string): void;
  finish(): Buffer;
}

/** Takes each group once; four bytes of memory a group until it is finished. */
export function createFilter(): FilterBuilder {
  let hashes = new Uint32Array(1024);
  let length = 0;
  return {
    add(group) {
      if (length === hashes.length) {
        const larger = new Uint32Array(hashes.length * 2);
        larger.set(hashes);
        hashes = larger;
      }
      hashes[length] = hashOf(group);
      length += 1;
    },
    finish() {
      // A power of two, so that a mask finds the bit.
      const bits = 2 ** Math.ceil(Math.log2(Math.max(64, length * bitsPerGroup)));
      const bytes = Buffer.alloc(bits / 8);
      for (let at = 0; at < length; at += 1) {
        let hash = hashes[at] ?? 0;
        const step = stepOf(hash);
        for (let probe = 0; probe < probes; probe += 1) {
          const bit = hash & (bits - 1);
          bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
          hash = (hash + step) | 0;
        }
      }
      return bytes;
    },
  };
}

/** False only for a group that was not added. `filter`: as it was finished. */
export function mayHave(filter: Uint8Array, group: string): boolean {
  const mask = filter.length * 8 - 1;
  let hash = hashOf(group);
  const step = stepOf(hash);
  for (let probe = 0; probe < probes; probe += 1) {
    const bit = hash & mask;
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    hash = (hash + step) | 0;
  }
  return true;
}
