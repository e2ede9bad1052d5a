import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileAnchors } from '../../src/detector/anchor.ts';

it('finds what indexOf finds, in any text, with any anchors', () => {
  // Few letters, so that anchors overlap, repeat and contain each other.
  const text = (min: number, max: number) =>
    fc
      .array(fc.constantFrom('a', 'b', 'B', '_'), { minLength: min, maxLength: max })
      .map((letters) => letters.join(''));
  fc.assert(
    fc.property(
      fc.uniqueArray(text(3, 12), { minLength: 1, maxLength: 8 }),
      text(0, 400),
      fc.nat(400),
      fc.nat(400),
      (anchors, content, a, b) => {
        const [from, to] = [Math.min(a, b, content.length), Math.min(Math.max(a, b), content.length)];
        const found: string[] = [];
        compileAnchors(anchors)(Buffer.from(content), from, to, (index, start) =>
          found.push(`${start} ${anchors[index]}`),
        );
        const expected: string[] = [];
        for (const anchor of anchors) {
          for (
            let at = content.indexOf(anchor, from);
            at !== -1 && at < to;
            at = content.indexOf(anchor, at + 1)
          ) {
            expected.push(`${at} ${anchor}`);
          }
        }
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 500 },
  );
});
