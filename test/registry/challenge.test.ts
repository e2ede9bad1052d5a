import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../src/registry/challenge.ts';

const plain = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('parseChallenges', () => {
  const rows: readonly (readonly [string, readonly unknown[]])[] = [
    ['', []],
    ['Basic realm="x"', [['basic', { realm: 'x' }]]],
    ['basic Realm=x', [['basic', { realm: 'x' }]]],
    ['BEARER realm = "https://a/t" , service="s"', [['bearer', { realm: 'https://a/t', service: 's' }]]],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull,push',
          },
        ],
      ],
    ],
    [
      'Negotiate, Basic realm="a, b", Bearer realm="https://c"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a, b' }],
        ['bearer', { realm: 'https://c' }],
      ],
    ],
    [
      'Negotiate YWJj==, Basic realm=q',
      [
        ['negotiate', {}],
        ['basic', { realm: 'q' }],
      ],
    ],
    ['Basic realm="say \\"hi\\" \\\\"', [['basic', { realm: 'say "hi" \\' }]]],
    [', ,Basic realm="x",', [['basic', { realm: 'x' }]]],
    ['Basic', [['basic', {}]]],
    ['Basic realm="open', [['basic', {}]]],
    ['Basic realm="x", @@', [['basic', { realm: 'x' }]]],
    ['realm="x"', []],
    ['Bearer __proto__="x"', [['bearer', JSON.parse('{"__proto__":"x"}')]]],
  ];
  for (const [header, expected] of rows) {
    it(JSON.stringify(header.slice(0, 60)), () => {
      expect(plain(header)).toEqual(expected);
    });
  }

  it('ends on any text, soon', () => {
    const piece = fc.constantFrom('a', '=', ',', ' ', '"', '\\', '\t', 'Basic ', 'realm="', '==', '@');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        (header) => {
          for (const { scheme } of parseChallenges(header)) expect(scheme).toBe(scheme.toLowerCase());
        },
      ),
      { numRuns: 2000 },
    );
    const started = performance.now();
    for (const part of ['a', 'a ', 'a,', '"', '\\', '=', 'a=', 'a="', ' '])
      parseChallenges(part.repeat(16_384 / part.length));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(parseChallenges(`Basic realm="${'x'.repeat(20_000)}"`)).toEqual([]);
  });
});
