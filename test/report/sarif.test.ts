import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };
const schemaFile = fileURLToPath(
  new URL('../../../shared/data/specs/sarif-2.1.0.schema.json', import.meta.url),
);
const hostile = '\u0000"\\\u202e\ud800\u001b[2J|<b>&\n::error::x';

const render = (...reports: Report[]) => JSON.parse(sarif.render(reports, options));
const runOf = (report: Report) => render(report).runs[0];

const dockerfileFinding = (line: number) =>
  makeFinding({
    id: 'DL3008',
    kind: 'dockerfile',
    severity: 'medium',
    location: { file: './build dir/Dockerfile', line, column: 5 },
    evidence: [{ label: 'instruction', value: 'RUN apt-get install curl' }],
  });
const { image, footprint, ...noImage } = makeReport();
const review: Report = { ...noImage, findings: [dockerfileFinding(3), dockerfileFinding(9)] };
const suppressed = makeReport('bash', {
  suppressedFindings: [
    {
      finding: makeFinding({ id: 'CVE-2026-9', kind: 'vulnerability' }),
      suppression: { by: 'ignore', origin: '.imgscanignore:3', reason: 'no network', until: '2027-01-31' },
    },
    {
      finding: makeFinding({ id: 'CVE-2026-8', kind: 'vulnerability' }),
      suppression: {
        by: 'vex',
        origin: 'app.vex.json, statement 1',
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
      },
    },
    { finding: makeFinding({ id: 'CVE-2026-7' }), suppression: { by: 'option', origin: '--only-fixed' } },
  ],
});

if (!existsSync(schemaFile))
  process.stdout.write(`skipped: SARIF validation, since ${schemaFile} is not there\n`);

it.skipIf(!existsSync(schemaFile))('is valid by the schema of SARIF 2.1.0', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  // The schema is of draft 4, of which it uses nothing that draft 7 reads otherwise.
  const { $schema, id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  expect($schema).toContain('draft-04');
  const validate = ajv.compile({ ...schema, $id: id });
  const reports = { plain: makeReport(), hostile: makeReport(hostile), review, suppressed };
  for (const [name, report] of Object.entries(reports)) {
    validate(render(report, makeReport('other')));
    expect(validate.errors ?? [], name).toEqual([]);
  }
  expect(validate({ version: '2.1.0' })).toBe(false);
});

describe('what code scanning requires', () => {
  it.each([
    ['an image', makeReport(hostile)],
    ['Dockerfiles', review],
    ['suppressed findings', suppressed],
  ])('of %s: a rule with help, a location with a line, and a fingerprint each', (_, report) => {
    const { tool, results, automationDetails } = runOf(report);
    const { rules } = tool.driver;
    expect(automationDetails.id).toMatch(/^imgscan\/.*\/$/s);
    for (const result of results) {
      const rule = rules[result.ruleIndex];
      expect(rule.id).toBe(result.ruleId);
      expect(rule.help.text).not.toBe('');
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1_024);
      expect(result.locations).toHaveLength(1);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      // A colon in the first segment would make a scheme of it, which code scanning refuses.
      expect(artifactLocation.uri).toMatch(/^[^:\s]+$/);
      expect(() => decodeURIComponent(artifactLocation.uri)).not.toThrow();
      expect(region.startLine).toBeGreaterThan(0);
    }
    const fingerprints = results.map(
      (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
        result.partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(fingerprints).size).toBe(results.length);
  });

  it('grades a rule by the score where it is of the severity’s class, else by the severity', () => {
    const graded = (severity: 'high' | 'low' | 'info', score?: number) => {
      const advisory = {
        id: 'X-1',
        aliases: [],
        url: 'https://example.org/',
        ...(score === undefined ? {} : { score }),
      };
      const report = makeReport('x', {
        findings: [makeFinding({ kind: 'vulnerability', severity, advisory })],
      });
      return runOf(report).tool.driver.rules[0].properties['security-severity'];
    };
    expect([graded('high', 7.5), graded('low', 9.8), graded('high'), graded('info', 5)]).toEqual([
      '7.5',
      '2.0',
      '8.0',
      undefined,
    ]);
  });

  it('keeps a fingerprint over rebuilds: another tag, digest, version, or line number', () => {
    const build = (version: string, tag: string) => {
      const report = makeReport('bash', {
        findings: [
          makeFinding({
            id: 'CVE-2026-1',
            kind: 'vulnerability',
            message: `bash ${version} is affected`,
            location: { path: `site-packages/bash-${version}.dist-info/METADATA`, layer: 0 },
            package: { type: 'pypi', name: 'bash', version, purl: `pkg:pypi/bash@${version}` },
          }),
        ],
      });
      return {
        ...report,
        image: { ...(report.image ?? expect.fail()), reference: `example.org/bash:${tag}` },
      };
    };
    const of = (report: Report) =>
      runOf(report).results.map((result: never) => result['partialFingerprints']);
    expect(of(build('1.2.3', '1'))).toEqual(of(build('1.3', '2')));
    const moved = { ...review, findings: [dockerfileFinding(4), dockerfileFinding(10)] };
    expect(of(moved)).toEqual(of(review));
  });
});

it('names a Dockerfile as the checkout does, a path of the image below its root, and the layer', () => {
  const [first] = runOf(review).results;
  expect(first.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'build%20dir/Dockerfile' },
    region: { startLine: 3, startColumn: 5 },
  });
  const run = runOf(
    makeReport('bash', { findings: [makeFinding({ location: { path: 'etc/passwd', layer: 0 } })] }),
  );
  expect(run.results[0].locations[0]).toMatchObject({
    physicalLocation: { artifactLocation: { uri: 'etc/passwd', uriBaseId: 'IMAGE' } },
    logicalLocations: [{ name: 'layer 1', kind: 'layer' }],
  });
});

it('tells what people suppressed with their reason, and not what an option filtered out', () => {
  const { results } = runOf(suppressed);
  const why = results.flatMap(
    (result: { suppressions?: { justification: string }[] }) => result.suppressions ?? [],
  );
  expect(why.map(({ justification }: { justification: string }) => justification)).toEqual([
    '.imgscanignore:3: no network (until 2027-01-31)',
    'app.vex.json, statement 1: not affected, vulnerable code not present',
  ]);
  expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).not.toContain('CVE-2026-7');
});

it('says what could hide findings, and what was cut', () => {
  const codes = (report: Report) =>
    runOf(report).invocations[0].toolExecutionNotifications.map(
      ({ descriptor }: { descriptor: { id: string } }) => descriptor.id,
    );
  expect(codes(makeReport())).toEqual(['FEED_STALE', 'FILE_UNREADABLE']);
  const findings = Array.from({ length: 25_100 }, (_, index) => makeFinding({ id: `r${index % 50}` }));
  const [run] = render(makeReport('x', { findings })).runs;
  expect(run.results).toHaveLength(25_000);
  expect(JSON.stringify(run.invocations)).toContain('100 of the least severe results are left out');
});
