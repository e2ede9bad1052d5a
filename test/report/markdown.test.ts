import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownCode, markdownText } from '../../src/report/markdown/text.ts';
import { markdown } from '../../src/report/markdown.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };

it('says verdict, vulnerabilities, findings and the suggestion, in this order', () => {
  const text = markdown.render([makeReport()], options);
  const order = [
    '## imgscan: `example.org/bash:latest`',
    '**1 critical**',
    '[!WARNING]',
    '### Vulnerabilities: 1',
  ];
  const places = [...order, '### Findings: 2', '<details>'].map((word) => text.indexOf(word));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
});

it('gathers what to do, and says what it leaves out', () => {
  const remedy = { action: 'rebuild', text: 'Rebuild on today’s debian:12.', version: '2' } as const;
  const findings = Array.from({ length: 60 }, (_, index) =>
    makeFinding({
      kind: 'vulnerability',
      remedy,
      package: { type: 'deb', name: `lib${index % 12}`, version: '1', purl: 'pkg:deb/debian/x@1' },
    }),
  );
  const text = markdown.render([makeReport('x', { findings })], options);
  expect(text).toContain('| rebuild | 60 | Rebuild on today’s debian:12. | `lib0 → 2`, `lib1 → 2`');
  expect(text).toContain('and 4 more |');
  expect(text).toContain('… and 10 more in the JSON report');
});

it('names the line of each finding in a review without an image', () => {
  const finding = makeFinding({ id: 'DL3008', location: { file: 'Dockerfile', line: 3 } });
  const { image, footprint, ...rest } = makeReport('x', { findings: [finding] });
  expect(markdown.render([rest], options)).toContain('| high | `DL3008` | `Dockerfile:3` |');
});

describe('text of an image', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['<img src=x>', '\\<img src\\=x\\>'],
    ['[x](https://e.org) @team #1', '\\[x\\]\\(https:&#47;/e.org\\) &#64;team \\#1'],
    ['Set `USER 1:1`, not `a|b*`', 'Set `USER 1:1`, not `a\\|b*`'],
    ['one ` alone', 'one \\` alone'],
    ['1. first', '1\\. first'],
    ['- item\n# head', '\\- item\\\\u\\{0a\\}\\# head'],
  ])('%j is shown as it is', (text, expected) => expect(markdownText(text)).toBe(expected));

  it('does not leave its code span or its table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(markdownCode(text)).toMatch(/^(?:`(?:[^`|\n]|\\\|)+`)?$/);
        const outside = markdownText(text).replace(/(?<!\\)`[^`]*`/g, '');
        expect(outside).not.toMatch(/[\n\r@]|(?<!\\)[<>|`]/);
      }),
      { numRuns: 50 },
    );
  });

  it('stays in its fence', () => {
    const report = makeReport('```\n</details>');
    const text = markdown.render([report], options);
    expect(text).toContain('````dockerfile');
  });
});
