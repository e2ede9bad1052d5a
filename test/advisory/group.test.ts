import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupByNames } from '../../src/advisory/group.ts';

const group = (items: readonly string[]) => groupByNames(items, (item) => item.split(''));

describe('groupByNames', () => {
  it.each([
    ['nothing', [], []],
    ['strangers', ['a', 'b'], [['a'], ['b']]],
    ['a shared name', ['ab', 'c', 'bd'], [['ab', 'bd'], ['c']]],
    ['a chain', ['ab', 'bc', 'cd'], [['ab', 'bc', 'cd']]],
    ['groups that a later item joins', ['ax', 'by', 'cz', 'yz', 'xy'], [['ax', 'by', 'cz', 'yz', 'xy']]],
    ['links 0-3, 1-2, 2-3', ['ae', 'bf', 'fg', 'eg'], [['ae', 'bf', 'fg', 'eg']]],
    ['no names', ['', ''], [[''], ['']]],
  ])('%s', (_name, items, expected) => {
    expect(group(items)).toEqual(expected);
  });

  it('puts two items together exactly when names lead from one to the other', () => {
    const items = fc.array(fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(items, (names) => {
        const indexed = names.map((list, index) => ({ list, index }));
        const groups = groupByNames(indexed, ({ list }) => list);
        const found = (a: number) => groups.findIndex((members) => members.some(({ index }) => index === a));
        const reached = names.map((_, a) => {
          const seen = new Set([a]);
          for (let size = 0; size < seen.size; ) {
            size = seen.size;
            for (const [b, list] of names.entries()) {
              if ([...seen].some((c) => names[c]?.some((name) => list.includes(name)))) seen.add(b);
            }
          }
          return seen;
        });
        for (const a of names.keys()) {
          for (const b of names.keys()) expect(found(a) === found(b)).toBe(reached[a]?.has(b) ?? false);
        }
      }),
    );
  });
});
