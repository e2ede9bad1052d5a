import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { parseIgnoreFile } from '../../src/exception/ignore-file.ts';

const parse = (text: string) => parseIgnoreFile(text, '.imgscanignore');

describe('a line', () => {
  const rows: readonly [string, object | undefined][] = [
    ['CVE-2024-1', { id: 'CVE-2024-1' }],
    ['  CVE-2024-1\t# no network here ', { id: 'CVE-2024-1', reason: 'no network here' }],
    ['CVE-2024-1 # reason # more', { id: 'CVE-2024-1', reason: 'reason # more' }],
    ['CVE-2024-1 package=libxml2* until=2027-01-31', { package: 'libxml2*', until: '2027-01-31' }],
    ['* path="/my app/*" # tests', { id: '*', path: 'my app/*', reason: 'tests' }],
    ['root-user package=pkg:deb/debian/a@1#sub', { package: 'pkg:deb/debian/a@1#sub' }],
    ['# only a comment', undefined],
    ['', undefined],
    ['   ', undefined],
  ];
  it.each(rows)('%j', (line, entry) => {
    const expected = entry === undefined ? [] : [expect.objectContaining(entry)];
    expect(parse(line)).toEqual(expected);
  });

  it('knows where it is written, whatever ends it', () => {
    expect(parse('\uFEFF# head\r\n\r\nCVE-1\r\nCVE-2').map(({ origin }) => origin)).toEqual([
      '.imgscanignore:3',
      '.imgscanignore:4',
    ]);
  });
});

it.each([
  ['CVE-1 why not', '.imgscanignore:1: "why" is no condition'],
  ['\nCVE-1 pakage=a', '.imgscanignore:2: "pakage=a" is no condition'],
  ['CVE-1 package=', 'is no condition'],
  ['CVE-1 until=2027-02-30', 'is no date'],
  ['CVE-1 until=tomorrow', 'is no date'],
  ['CVE-1 path="a', 'a quote is not closed'],
  ['*', '"*" alone would ignore everything'],
  ['* until=2027-01-01', 'alone would ignore everything'],
])('%j is refused', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

it('any text is read or refused with its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        for (const { id, origin } of parse(text)) {
          expect(id).not.toBe('');
          expect(origin).toMatch(/^\.imgscanignore:\d+$/);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ImgscanError);
        expect(error).toMatchObject({
          code: 'USAGE',
          message: expect.stringMatching(/^\.imgscanignore:\d+: /),
        });
      }
    }),
  );
});
