import fc from 'fast-check';
import { expect, it } from 'vitest';
import { streamBlocks } from '../../src/detector/blocks.ts';

it('tells every place once, in order, with its context on both sides, however the content is cut', () => {
  const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 20 });
  fc.assert(
    fc.property(
      fc.nat({ max: 1500 }),
      cuts,
      fc.nat({ max: 9 }),
      fc.nat({ max: 17 }),
      (length, sizes, behind, ahead) => {
        const content = Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251);
        let next = 0;
        const blocks = streamBlocks(
          { fileBytes: length, lookBehindBytes: behind, lookAheadBytes: ahead },
          (block, from, to, base) => {
            expect(base + from).toBe(next);
            next = base + to;
            const first = Math.max(0, base + from - behind);
            const last = Math.min(length, base + to + ahead);
            expect(first).toBeGreaterThanOrEqual(base);
            expect(last).toBeLessThanOrEqual(base + block.length);
            expect(
              Buffer.compare(block.subarray(first - base, last - base), content.subarray(first, last)),
            ).toBe(0);
          },
        );
        let at = 0;
        for (const size of sizes) {
          blocks.write(content.subarray(at, at + size));
          at += size;
        }
        if (at < length) blocks.write(content.subarray(at));
        blocks.end();
        expect(next).toBe(length);
      },
    ),
    { numRuns: 500 },
  );
});
