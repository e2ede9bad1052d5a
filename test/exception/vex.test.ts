import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVex } from '../../src/exception/vex/decode.ts';
import { createVexMatcher } from '../../src/exception/vex/match.ts';
import type { Package } from '../../src/model/package.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

function makePackage(purl: string, path: string, type: Package['type']): Package {
  const [name = ''] = (purl.split('/').at(-1) ?? '').split('@');
  return { type, name, version: '1', purl, path, licenses: [], foundBy: 'x', liveBytes: 0, inBase: false };
}

const packages = [
  makePackage('pkg:golang/example.org/app@v2.0.0', 'usr/bin/app', 'golang'),
  makePackage('pkg:golang/example.org/lib@v4.0.0', 'usr/bin/app', 'golang'),
  makePackage('pkg:golang/example.org/lib@v4.0.0', 'usr/bin/other', 'golang'),
  makePackage('pkg:npm/web@1.0.0', 'srv/web/package.json', 'npm'),
  makePackage('pkg:npm/lodash@4.17.20', 'srv/web/node_modules/lodash/package.json', 'npm'),
  makePackage('pkg:deb/debian/bash@5.2-1?arch=amd64', 'var/lib/dpkg/status', 'deb'),
  makePackage('pkg:deb/debian/curl@8-1?arch=amd64', 'var/lib/dpkg/status', 'deb'),
];
const report = makeReport('bash', { packages });

/** Which packages a document says something of, as `name path: status`. */
function verdicts(text: string | object, id = 'CVE-2024-1'): readonly string[] {
  const bytes = Buffer.from(typeof text === 'string' ? text : JSON.stringify(text));
  const document = readVex(bytes, 'doc') ?? expect.fail('no VEX document');
  const matcher = createVexMatcher([document], report);
  return packages.flatMap(({ type, name, version, purl, path }) => {
    const finding = makeFinding({
      id,
      kind: 'vulnerability',
      aliases: [],
      location: { path },
      package: { type, name, version, purl },
    });
    const verdict = matcher.verdictOf(finding);
    return verdict === undefined ? [] : [`${name} ${path}: ${verdict.status}`];
  });
}

const problemsOf = (value: object) => readVex(Buffer.from(JSON.stringify(value)), 'doc')?.problems;

describe('OpenVEX', () => {
  const openVex = (...statements: object[]) => ({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://openvex.dev/docs/example/1',
    author: 'A',
    timestamp: '2024-01-01T00:00:00Z',
    version: 1,
    statements,
  });
  const about = (...products: (object | string)[]) =>
    openVex({ vulnerability: { name: 'CVE-2024-1' }, products, status: 'not_affected' });

  it('matches packages by purl, with version and qualifiers or without', () => {
    expect(verdicts(about({ '@id': 'pkg:deb/debian/bash' }))).toEqual([
      'bash var/lib/dpkg/status: not_affected',
    ]);
    expect(verdicts(about({ identifiers: { purl: 'pkg:npm/lodash@4.17.20' } }))).toHaveLength(1);
    expect(verdicts(about({ '@id': 'pkg:npm/lodash@4.17.21' }))).toEqual([]);
    // Version 0.0.1 of the format.
    expect(verdicts(about('pkg:npm/lodash'))).toHaveLength(1);
  });

  it('matches the image by purl and by digest, whole or in parts', () => {
    expect(verdicts(about({ '@id': 'pkg:oci/bash?repository_url=example.org/bash' }))).toHaveLength(
      packages.length,
    );
    expect(verdicts(about({ '@id': 'pkg:oci/other' }))).toEqual([]);
    expect(verdicts(about({ hashes: { 'sha-256': digest.slice(7).toUpperCase() } }))).toHaveLength(
      packages.length,
    );
    const part = { '@id': 'pkg:oci/bash', subcomponents: [{ '@id': 'pkg:deb/debian/bash' }] };
    expect(verdicts(about(part))).toEqual(['bash var/lib/dpkg/status: not_affected']);
  });

  it('matches what is inside a product, and not the same elsewhere', () => {
    const parts = (product: string, part: string) =>
      verdicts(about({ '@id': product, subcomponents: [{ '@id': part }] }));
    expect(parts('pkg:golang/example.org/app', 'pkg:golang/example.org/lib')).toEqual([
      'lib usr/bin/app: not_affected',
    ]);
    expect(parts('pkg:npm/web', 'pkg:npm/lodash')).toHaveLength(1);
    expect(parts('pkg:deb/debian/curl', 'pkg:deb/debian/bash')).toEqual([]);
    expect(parts('pkg:npm/absent', 'pkg:npm/lodash')).toEqual([]);
  });

  it('knows a vulnerability by its aliases, in any case', () => {
    const statement = {
      vulnerability: {
        '@id': 'https://nvd.nist.gov/vuln/detail/CVE-2024-7',
        name: 'X-1',
        aliases: ['ghsa-A'],
      },
      products: ['pkg:npm/lodash'],
      status: 'fixed',
    };
    expect(verdicts(openVex(statement), 'GHSA-a')).toHaveLength(1);
    expect(verdicts(openVex(statement), 'CVE-2024-7')).toHaveLength(1);
  });

  it('uses the rest where a statement is broken, and says so', () => {
    const document = openVex(
      { vulnerability: { name: 'CVE-2024-1' }, products: ['pkg:npm/lodash'], status: 'fine' },
      {
        vulnerability: { name: 'CVE-2024-1' },
        products: [{ '@id': 'https://example.org/x' }],
        status: 'fixed',
      },
      { vulnerability: 'CVE-2024-1', products: ['pkg:npm/lodash'], status: 'fixed' },
    );
    expect(verdicts(document)).toHaveLength(1);
    expect(problemsOf(document)).toEqual([
      expect.stringMatching(/^doc, statement 1 is not used: status/),
      expect.stringMatching(/^doc, statement 2 is not used: no product/),
    ]);
  });
});

describe('CSAF', () => {
  const product = (product_id: string, purl?: string) => ({
    category: 'product_version',
    name: product_id,
    product: {
      name: product_id,
      product_id,
      ...(purl === undefined ? {} : { product_identification_helper: { purl } }),
    },
  });
  const csaf = (product_status: object, more: object = {}) => ({
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      tracking: { current_release_date: '2024-01-04T00:00:00Z' },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'v',
          branches: [
            product('app', 'pkg:golang/example.org/app@v2.0.0'),
            product('lib', 'pkg:golang/example.org/lib@v4.0.0'),
            product('bash', 'pkg:deb/debian/bash'),
            product('rhel'),
          ],
        },
      ],
      relationships: [
        ['app', 'lib'],
        ['rhel', 'lib'],
      ].map(([whole, part]) => ({
        category: 'default_component_of',
        product_reference: part,
        relates_to_product_reference: whole,
        full_product_name: { product_id: `${whole}:${part}`, name: 'x' },
      })),
    },
    vulnerabilities: [{ cve: 'CVE-2024-1', product_status, ...more }],
  });

  it('follows the product tree to purls', () => {
    expect(verdicts(csaf({ known_not_affected: ['bash'], fixed: ['lib'] }))).toEqual([
      'lib usr/bin/app: fixed',
      'lib usr/bin/other: fixed',
      'bash var/lib/dpkg/status: not_affected',
    ]);
  });

  it('follows relationships to what is inside a product', () => {
    expect(verdicts(csaf({ known_not_affected: ['app:lib'] }))).toEqual(['lib usr/bin/app: not_affected']);
  });

  it('does not guess of products without a purl', () => {
    const document = csaf({ known_not_affected: ['rhel:lib', 'rhel', 'nowhere'] });
    expect(verdicts(document)).toEqual([]);
    expect(problemsOf(document)).toEqual([expect.stringContaining('doc: 3 products cannot be recognised')]);
  });

  // Cut from Red Hat's own of CVE-2023-20593: releases by CPE, packages by purl, and what joins the two.
  it.each([
    ['9.4', 'kernel-headers@5.14.0-284.30.1.el9_2?arch=x86_64', 'not_affected'],
    ['9.4', 'kernel-headers@5.14.0-284.30.1.el9_2?arch=aarch64', undefined],
    ['9.4', 'kernel-headers@5.14.0-427.el9?arch=x86_64', undefined],
    ['9.2', 'perf@5.14.0-70.80.1.el9_0?arch=x86_64', undefined],
    ['9.0', 'perf@5.14.0-70.80.1.el9_0?arch=x86_64', 'fixed'],
    ['6.10', 'perf@2.6.32-754.el6?arch=x86_64', 'not_affected'],
    ['7.9', 'perf@3.10.0-1160.el7?arch=x86_64', undefined],
  ])('of a distribution: RHEL %s, %s is %s', (versionId, name, expected) => {
    const branch = (product_id: string, helper: object) => ({
      product: { name: product_id, product_id, product_identification_helper: helper },
    });
    const pairs = [
      ['BaseOS-9.2.0.Z.MAIN.EUS', 'kernel-headers-0:5.14.0-284.30.1.el9_2.x86_64'],
      ['BaseOS-9.0.0.Z.EUS', 'perf-0:5.14.0-70.80.1.el9_0.x86_64'],
      ['red_hat_enterprise_linux_6', 'perf'],
    ] as const;
    const [headers, fixed, old] = pairs.map(([whole, part]) => `${whole}:${part}`);
    const document = {
      ...csaf({ known_not_affected: [headers, old, 'red_hat_enterprise_linux_6'], fixed: [fixed] }),
      product_tree: {
        branches: [
          branch('red_hat_enterprise_linux_6', { cpe: 'cpe:/o:redhat:enterprise_linux:6' }),
          branch('BaseOS-9.0.0.Z.EUS', { cpe: 'cpe:/o:redhat:rhel_eus:9.0::baseos' }),
          branch('BaseOS-9.2.0.Z.MAIN.EUS', { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' }),
          branch('perf', { purl: 'pkg:rpm/redhat/perf' }),
          branch(pairs[0][1], { purl: 'pkg:rpm/redhat/kernel-headers@5.14.0-284.30.1.el9_2?arch=x86_64' }),
          branch(pairs[1][1], { purl: 'pkg:rpm/redhat/perf@5.14.0-70.80.1.el9_0?arch=x86_64' }),
        ],
        relationships: pairs.map(([whole, part]) => ({
          category: 'default_component_of',
          product_reference: part,
          relates_to_product_reference: whole,
          full_product_name: { product_id: `${whole}:${part}`, name: 'x' },
        })),
      },
    };
    const vex = readVex(Buffer.from(JSON.stringify(document)), 'doc') ?? expect.fail('no VEX document');
    const os = { id: 'rhel', versionId, idLike: [] };
    const subject = { packages: [], sbom: { reference: 'x', format: 'x', os } };
    const finding = makeFinding({
      id: 'CVE-2024-1',
      kind: 'vulnerability',
      package: { type: 'rpm', name: '', version: '', purl: `pkg:rpm/rhel/${name}` },
    });
    expect(createVexMatcher([vex], subject).verdictOf(finding)?.status).toBe(expected);
  });

  it('takes the justification of each product', () => {
    const document = csaf(
      { known_not_affected: ['bash', 'lib'] },
      {
        flags: [{ label: 'component_not_present', product_ids: ['lib'] }],
        threats: [{ category: 'impact', details: 'Not reachable.', product_ids: ['bash'] }],
      },
    );
    const statements = readVex(Buffer.from(JSON.stringify(document)), 'doc')?.statements;
    expect(statements?.map(({ verdict }) => [verdict.justification, verdict.statement])).toEqual([
      [undefined, 'Not reachable.'],
      ['component_not_present', undefined],
    ]);
  });
});

describe('CycloneDX', () => {
  const cyclonedx = (refs: readonly (string | object)[], analysis: object = { state: 'not_affected' }) => ({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: { component: { 'bom-ref': 'me', type: 'container', name: 'bash', purl: 'pkg:oci/bash' } },
    components: [{ 'bom-ref': 'l', type: 'library', name: 'lodash', purl: 'pkg:npm/lodash@4.17.20' }],
    vulnerabilities: [
      {
        id: 'GHSA-1',
        references: [{ id: 'CVE-2024-1', source: {} }],
        analysis,
        affects: refs.map((ref) => (typeof ref === 'string' ? { ref } : ref)),
      },
      { id: 'CVE-2024-1', affects: [{ ref: 'pkg:deb/debian/bash' }] },
    ],
  });

  it.each([
    ['l', 'lodash'],
    ['pkg:npm/lodash', 'lodash'],
    ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/lodash@4.17.20', 'lodash'],
    ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Flodash', 'lodash'],
    ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#l', 'lodash'],
  ])('refers by %s', (ref, name) => {
    expect(verdicts(cyclonedx([ref]))).toEqual([expect.stringContaining(name)]);
  });

  it('may be about the whole image, or about versions', () => {
    expect(verdicts(cyclonedx(['me']))).toHaveLength(packages.length);
    const versions = (version: string) => ({
      ref: 'pkg:npm/lodash',
      versions: [{ version, status: 'affected' }],
    });
    expect(verdicts(cyclonedx([versions('4.17.20')]))).toHaveLength(1);
    expect(verdicts(cyclonedx([versions('4.17.21')]))).toEqual([]);
  });

  it.each([
    ['resolved', 'fixed'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
    ['false_positive', 'not_affected'],
  ])('%s is %s', (state, status) => {
    expect(verdicts(cyclonedx(['l'], { state }))).toEqual([expect.stringContaining(`: ${status}`)]);
  });

  it('passes over vulnerabilities that nobody analysed, and says what cannot be read', () => {
    expect(
      verdicts({ ...cyclonedx([]), vulnerabilities: [{ id: 'CVE-2024-1', affects: [{ ref: 'l' }] }] }),
    ).toEqual([]);
    expect(problemsOf(cyclonedx(['l'], { state: 'maybe' }))).toEqual([
      expect.stringContaining('analysis.state'),
    ]);
    expect(problemsOf(cyclonedx(['unknown']))).toEqual([
      expect.stringContaining('nothing that it affects has a purl'),
    ]);
  });
});

it('anything else is no VEX document, whatever it is', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '{}',
    'null',
    '{"@context":"https://openvex.dev/ns"}',
    '{"bomFormat":"CycloneDX"}',
  ]) {
    expect(readVex(Buffer.from(text), 'doc'), text).toBeUndefined();
  }
  const keys = [
    '@context',
    'statements',
    'document',
    'product_tree',
    'vulnerabilities',
    'bomFormat',
    'branches',
  ];
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom('CycloneDX', 'https://openvex.dev/ns', 'csaf_vex', 'pkg:npm/a', 'fixed'),
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom(...keys, 'products', 'status', 'affects', 'analysis', 'ref'),
        tie('value'),
      ),
    ),
  })).value;
  fc.assert(
    fc.property(values, (value) => {
      const document = readVex(Buffer.from(JSON.stringify(value)), 'doc');
      if (document !== undefined) createVexMatcher([document], report).verdictOf(makeFinding());
    }),
  );
});

it('a tree as deep as JSON goes does not overflow', () => {
  const depth = 5_000;
  const branches = `${'{"branches":['.repeat(depth)}${']}'.repeat(depth)}`;
  const text = `{"document":{"category":"csaf_vex","csaf_version":"2.0"},"product_tree":${branches}}`;
  expect(readVex(Buffer.from(text), 'doc')?.statements).toEqual([]);
});
