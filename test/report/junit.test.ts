import fc from 'fast-check';
import { expect, it } from 'vitest';
import { junit } from '../../src/report/junit.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };
const complete = { complete: true, reasons: [], feed: { records: 3 } };

it('is a suite a report and a case a finding: failed, skipped or passed', () => {
  const report = makeReport('bash', {
    coverage: complete,
    suppressedFindings: [
      {
        finding: makeFinding({ id: 'CVE-2026-9' }),
        suppression: { by: 'ignore', origin: '.imgscanignore:3', reason: 'no "network"' },
      },
    ],
  });
  const xml = junit.render([report], options);
  expect(xml).toContain(
    '<testsuite name="example.org/bash:latest" tests="4" failures="2" errors="0" skipped="1">',
  );
  expect(xml).toContain('<testcase name="HIGH root-user: bash" classname="imgscan.image">');
  expect(xml).toContain('<skipped message=".imgscanignore:3: no &#34;network&#34;"/>');
  expect(xml.match(/<system-out>/g)).toHaveLength(1);
});

it('is a passed case where nothing was found, and a skipped one where that is not certain', () => {
  const clean = makeReport('x', { findings: [], coverage: complete });
  expect(junit.render([clean], options)).toContain('<testcase name="no findings" classname="imgscan"/>');
  const unsure = junit.render([makeReport('x', { findings: [] })], options);
  expect(unsure).toContain('<testcase name="FEED_STALE" classname="imgscan.coverage">');
  expect(unsure).toContain('skipped="1"');
});

it('is well-formed XML 1.0 whatever an image says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const xml = junit.render([makeReport(`${text}\u0000\ud800\ufffe]]>"&<`)], options);
      expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      // Nothing but the tags and entities that the reporter wrote itself.
      const rest = xml
        .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>/, '')
        .replace(/<\/?(?:testsuites?|testcase|failure|skipped|system-out)(?: [a-z]+="[^"<>]*")*\/?>/g, '')
        .replace(/&#\d+;/g, '');
      expect(rest).not.toMatch(/[<>&]/);
    }),
    { numRuns: 50 },
  );
});
