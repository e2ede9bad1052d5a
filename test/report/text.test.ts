import fc from 'fast-check';
import unicodeWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  bar,
  escapeText,
  formatBytes,
  formatShare,
  stringWidth,
  truncate,
  truncateStart,
  wrap,
} from '../../src/report/text.ts';

describe('escapeText', () => {
  it.each([
    ['plain text, ünïcode 日本', 'plain text, ünïcode 日本'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['a\r\nb', 'a\\u{0d}\\u{0a}b'],
    ['tab\there', 'tab here'],
    ['\u009b2J', '\\u{9b}2J'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['\u2028', '\\u{2028}'],
  ])('%j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });
});

describe('truncateStart', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, '…cdefg'],
    ['日本語', 5, '…本語'],
    ['日本語', 4, '…語'],
    ['abc', 1, '…'],
  ])('%s to %d columns', (text, columns, expected) => {
    expect(truncateStart(text, columns)).toBe(expected);
  });
});

describe('truncate', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['abc', 0, ''],
  ])('%s to %d columns', (text, columns, expected) => {
    expect(truncate(text, columns)).toBe(expected);
    expect(stringWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
  });
});

describe('wrap', () => {
  it('breaks at spaces and cuts what is too long', () => {
    expect(wrap('aa bb cccccccc d', 5)).toEqual(['aa bb', 'ccccc', 'ccc d']);
  });
  it('keeps wide characters within the columns', () => {
    for (const line of wrap('日本語日本語 日本', 5)) expect(stringWidth(line)).toBeLessThanOrEqual(5);
  });
  it('is one empty line for an empty text', () => {
    expect(wrap('', 10)).toEqual(['']);
  });

  it('starts no line as a command to a CI runner', () => {
    expect(wrap('says ::error::x and ##[group]y', 12)).toEqual([
      'says',
      '\\::error::x',
      'and',
      '\\##[group]y',
    ]);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_340_000, '1.3 MB'],
    [9_960_000, '10 MB'],
    [535_000_000, '535 MB'],
    [999_600_000, '1.0 GB'],
  ])('%d bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
  it.each([
    [0, 10, '0 %'],
    [1, 1000, '<1 %'],
    [999, 1000, '>99 %'],
    [10, 10, '100 %'],
    [0, 0, '0 %'],
  ])('%d of %d', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });
  it('draws a bar of eighths', () => {
    expect(bar(1, 4)).toBe('████');
    expect(bar(0.5, 1)).toBe('▌');
    expect(bar(0.0001, 4)).toBe('▏');
    expect(bar(0, 4)).toBe('');
  });
});

describe('text that is made to cost time or columns', () => {
  it.each([
    ['one long word', 'x'.repeat(2_000_000)],
    ['many words', 'xy '.repeat(700_000)],
    ['marks without a column', `a${'\u0301'.repeat(2_000_000)}`],
    ['wide characters', '漢'.repeat(700_000)],
  ])('%s: cut at once, every line bounded', (_, long) => {
    const started = performance.now();
    expect(truncate(long, 80).length).toBeLessThan(400);
    expect(performance.now() - started).toBeLessThan(500);
    const short = long.slice(0, 20_000);
    const lines = wrap(short, 80);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
    expect(lines.join('').replaceAll(' ', '')).toBe(short.replaceAll(' ', ''));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('stringWidth', () => {
  it('is what the library says, whatever is quick about it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', '→', '…', '·', 'é', '\u00ad', '日'),
        (text, more) => {
          expect(stringWidth(text + more)).toBe(unicodeWidth(text + more));
        },
      ),
      { numRuns: 2_000 },
    );
    for (let code = 0x20; code < 0x2200; code++) {
      const text = String.fromCharCode(code);
      expect([code, stringWidth(text)]).toEqual([code, unicodeWidth(text)]);
    }
  });
});
