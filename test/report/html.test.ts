import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { html } from '../../src/report/html.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };
const render = (...reports: readonly Report[]) => html.render(reports, options);

it('is one page that fetches and runs nothing', () => {
  const text = render(makeReport(), makeReport('other'));
  expect(text.match(/<html/g)).toHaveLength(1);
  expect(text.match(/<h1>/g)).toHaveLength(2);
  expect(text).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|<link|<img|<iframe|\bhref=|\bsrc=|\bon\w+=/i);
});

it('has every section that has something to say, and what is not reported with the reason', () => {
  const text = render(
    makeReport('bash', {
      findings: [
        ...makeReport().findings,
        makeFinding({ kind: 'vulnerability', remedy: { action: 'rebuild', text: 'Rebuild.' } }),
      ],
      suppressedFindings: [
        { finding: makeFinding(), suppression: { by: 'ignore', origin: 'i:1', reason: 'known' } },
      ],
    }),
  );
  const titles = [...text.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title);
  expect(titles).toEqual([
    'What to do: 1',
    'Vulnerabilities: 2',
    'Findings: 2',
    'Layers: 1',
    'Not reported: 1',
    'bash',
    'Warnings: 1',
  ]);
  expect(text).toContain('i:1: known');
  expect(text).toContain('Incomplete');
});

it('says what it leaves out', () => {
  const findings = Array.from({ length: 5_003 }, () => makeFinding());
  expect(render(makeReport('x', { findings }))).toContain('and 3 more in the JSON report');
});

it('lets nothing of an image be markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const found = render(makeReport(`${text}<script>&"'</code>\u202e\u0000\ud800`));
      const rest = found.replace(/<style>.*?<\/style>/s, '').replace(/<meta [^>]*>/g, '');
      const own =
        /<\/?(?:html|head|title|body|h1|h2|p|div|span|code|pre|strong|ul|li|table|thead|tbody|tr|th|td)(?: (?:class|lang)="[a-z]+")?>|<!doctype html>|&#\d+;/g;
      expect(rest.replace(own, '')).not.toMatch(/[<>&"']/);
      expect(rest.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Surrogate}]/u);
    }),
    { numRuns: 50 },
  );
});
