import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Package } from '../../src/model/package.ts';
import type { Report } from '../../src/model/report.ts';
import { cyclonedx } from '../../src/report/cyclonedx.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import { spdx } from '../../src/report/spdx.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };
const specs = fileURLToPath(new URL('../../../shared/data/specs/', import.meta.url));

function makePackage(fields: Partial<Package>): Package {
  return {
    type: 'deb',
    name: 'bash',
    version: '5.2-1',
    licenses: [],
    foundBy: 'dpkg',
    purl: 'pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12',
    path: 'var/lib/dpkg/status',
    layer: 0,
    instruction: 0,
    liveBytes: 0,
    inBase: true,
    ...fields,
  };
}

const npm = { type: 'npm', name: 'a', version: '1', purl: 'pkg:npm/%40s/a@1', namespace: '@s' } as const;
const packages: readonly Package[] = [
  makePackage({
    licenses: ['GPL-3+', 'MIT'],
    source: { name: 'bash', version: '5.2' },
    maintainer: 'A <a@b.c>',
  }),
  makePackage({ ...npm, licenses: ['MIT', 'Apache-2.0 OR ISC'], path: 'x/node_modules/@s/a/package.json' }),
  makePackage({ ...npm, licenses: ['LicenseRef-own'], path: 'y/node_modules/@s/a/package.json' }),
  makePackage({ type: 'generic', name: 'ü \u001b\u202e', purl: 'pkg:generic/%C3%BC@1' }),
];
const vulnerability = (path: string) =>
  makeFinding({
    id: 'CVE-2026-1',
    kind: 'vulnerability',
    severity: 'info',
    location: { path },
    package: npm,
    advisory: {
      id: 'CVE-2026-1',
      aliases: ['GHSA-1'],
      score: 7.5,
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
      url: 'https://example.org/1',
    },
  });
const places = ['x/node_modules/@s/a/package.json', 'y/node_modules/@s/a/package.json'] as const;
const findings = [...places.map(vulnerability), makeFinding()];
const full = makeReport('bash', { packages, findings });
const { image, ...noImage } = full;
const { digest, created, os, ...bareImage } = image ?? expect.fail('a report without an image');

const decided = makeReport('bash', {
  packages,
  findings: [
    {
      ...vulnerability(places[0]),
      vex: { status: 'affected', statement: 'Update soon.', justification: 'odd', origin: 'a.json' },
    },
  ],
  suppressedFindings: [
    {
      finding: vulnerability(places[1]),
      suppression: {
        by: 'vex',
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        origin: 'a.json, statement 1',
      },
    },
    { finding: vulnerability(places[1]), suppression: { by: 'ignore', origin: 'i:1', reason: 'known' } },
    { finding: vulnerability(places[1]), suppression: { by: 'option', origin: '--only-fixed' } },
  ],
});

const reports: readonly (readonly [string, Report])[] = [
  ['an image with all there is', full],
  ['decisions about vulnerabilities', decided],
  ['an image without packages', makeReport('x', { packages: [], findings: [] })],
  ['hostile strings', makeReport('\u0000"\\\u202e\ud800', { packages })],
  ['an image that says little', { ...full, image: bareImage }],
  ['an image with a broken date', { ...full, image: { ...bareImage, created: 'yesterday' } }],
  ['no image at all', { ...noImage, packages: [makePackage({ path: 'bom.json' })] }],
];

const hasSpecs = existsSync(specs);
if (!hasSpecs)
  process.stdout.write(`skipped: SBOM validation, since ${specs} with the schemas is not there\n`);

function compile(name: string, others: readonly string[]): ValidateFunction {
  const read = (file: string) => JSON.parse(readFileSync(specs + file, 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const other of others) ajv.addSchema(read(other));
  return ajv.compile(read(name));
}

describe.skipIf(!hasSpecs)('SBOMs are valid by their schemas', () => {
  const schemas: readonly (readonly [Reporter, string, readonly string[]])[] = [
    [cyclonedx, 'cyclonedx-bom-1.6.schema.json', ['spdx.schema.json', 'jsf-0.82.schema.json']],
    [spdx, 'spdx-2.3.schema.json', []],
  ];
  for (const [reporter, schema, others] of schemas) {
    it(reporter.name, () => {
      const validate = compile(schema, others);
      for (const [name, report] of reports) {
        validate(JSON.parse(reporter.render([report], options)));
        expect(validate.errors ?? [], name).toEqual([]);
      }
      expect(validate({})).toBe(false);
    });
  }
});

describe.each([cyclonedx, spdx])('$name', (reporter) => {
  it('is the same byte for byte, and another for another content', () => {
    const render = (report: Report) => reporter.render([structuredClone(report)], options);
    expect(render(full)).toBe(render(full));
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
    const other = { ...full, packages: packages.slice(1) };
    expect(id.exec(render(full))?.[0]).not.toBe(id.exec(render(other))?.[0]);
  });
  it('is a list of documents where several images were asked for', () => {
    expect(JSON.parse(reporter.render([full, full], { ...options, list: true }))).toHaveLength(2);
  });
  it('holds no character that steers a terminal', () => {
    expect(reporter.render([full], options).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

it('CycloneDX says of each component where it came from, and refers to it by a name of its own', () => {
  const bom = JSON.parse(cyclonedx.render([full], options));
  expect(bom.metadata.timestamp).toBe('2026-01-02T03:04:05Z');
  expect(bom.metadata.component).toMatchObject({ type: 'container', hashes: [{ alg: 'SHA-256' }] });
  const [system, bash, first, second] = bom.components;
  expect(system).toMatchObject({ type: 'operating-system', name: 'debian', version: '12' });
  expect(bash.properties).toEqual([
    { name: 'imgscan:path', value: 'var/lib/dpkg/status' },
    { name: 'imgscan:layer', value: `sha256:${'ab'.repeat(32)}` },
    { name: 'imgscan:instruction', value: 'RUN bash' },
    { name: 'imgscan:foundBy', value: 'dpkg' },
    { name: 'imgscan:sourceName', value: 'bash' },
    { name: 'imgscan:sourceVersion', value: '5.2' },
  ]);
  expect(bash.licenses).toEqual([{ license: { name: 'GPL-3+' } }, { license: { name: 'MIT' } }]);
  expect(first.licenses).toEqual([{ expression: 'MIT AND (Apache-2.0 OR ISC)' }]);
  expect([first['bom-ref'], second['bom-ref']]).toEqual([npm.purl, `${npm.purl}#2`]);
  expect(bom.vulnerabilities).toEqual([
    {
      'bom-ref': 'CVE-2026-1',
      id: 'CVE-2026-1',
      source: { url: 'https://example.org/1' },
      references: [{ id: 'GHSA-1', source: {} }],
      ratings: [
        {
          score: 7.5,
          severity: 'info',
          method: 'CVSSv31',
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
        },
      ],
      description: 'The container runs as root',
      recommendation: 'Add USER 65532:65532.',
      affects: [{ ref: npm.purl }, { ref: `${npm.purl}#2` }],
    },
  ]);
});

it('CycloneDX tells what VEX and people decided, each in an entry of its own', () => {
  const { vulnerabilities } = JSON.parse(cyclonedx.render([decided], options));
  const said = vulnerabilities.map(
    (each: { 'bom-ref': string; analysis: unknown; affects: { ref: string }[] }) => [
      each['bom-ref'],
      each.analysis,
      each.affects.map(({ ref }) => ref),
    ],
  );
  expect(said).toEqual([
    ['CVE-2026-1', { state: 'exploitable', detail: 'Update soon. odd (a.json)' }, [npm.purl]],
    [
      'CVE-2026-1#2',
      { state: 'not_affected', justification: 'code_not_reachable', detail: '(a.json, statement 1)' },
      [`${npm.purl}#2`],
    ],
    ['CVE-2026-1#3', { response: ['will_not_fix'], detail: 'i:1: known' }, [`${npm.purl}#2`]],
  ]);
});

it('SPDX declares every licence that is no expression, and contains every package', () => {
  const document = JSON.parse(spdx.render([full], options));
  const declared = document.packages.map((one: { licenseDeclared?: string }) => one.licenseDeclared);
  const [{ licenseId }] = document.hasExtractedLicensingInfos;
  expect(document.hasExtractedLicensingInfos).toEqual([
    {
      licenseId: expect.stringMatching(/^LicenseRef-[0-9a-f]{8}-GPL-3-$/),
      name: 'GPL-3+',
      extractedText: 'GPL-3+',
    },
    { licenseId: 'LicenseRef-own', name: 'LicenseRef-own', extractedText: 'LicenseRef-own' },
  ]);
  expect(declared).toEqual([
    undefined,
    undefined,
    `${licenseId} AND MIT`,
    'MIT AND (Apache-2.0 OR ISC)',
    'LicenseRef-own',
    'NOASSERTION',
  ]);
  expect(document.packages[2].originator).toBe('Person: A (a@b.c)');
  const ids = document.packages.map(({ SPDXID }: { SPDXID: string }) => SPDXID);
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.relationships).toHaveLength(ids.length);
});
