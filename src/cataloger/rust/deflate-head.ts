/** Tells whether bytes can be the tables of a compressed block, without decompressing. https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7 */

/** Few random bytes pass: the lengths of the code that codes the tables have to make a full tree. */
export function isLikelyDeflate(block: Uint8Array, at: number): boolean {
  let bit = 3;
  const read = (count: number): number => {
    const byte = at + (bit >> 3);
    const word = (block[byte] ?? 0) | ((block[byte + 1] ?? 0) << 8);
    const value = (word >> (bit & 7)) & ((1 << count) - 1);
    bit += count;
    return value;
  };
  const literals = read(5) + 257;
  const distances = read(5) + 1;
  if (literals > 286 || distances > 30) return false;
  const codes = read(4) + 4;
  let leaves = 0;
  for (let index = 0; index < codes; index++) {
    const length = read(3);
    if (length > 0) leaves += 128 >> length;
  }
  return leaves === 128;
}
