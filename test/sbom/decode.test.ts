import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Package } from '../../src/model/package.ts';
import { cyclonedx } from '../../src/report/cyclonedx.ts';
import { spdx } from '../../src/report/spdx.ts';
import { decodeSbom } from '../../src/sbom/decode.ts';
import { parsePurl } from '../../src/sbom/purl.ts';
import { makeReport } from '../support/report.ts';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const purls: readonly (readonly [
  text: string,
  type: string,
  namespace: string,
  name: string,
  version: string,
])[] = [
  ['pkg:npm/%40angular/cli@12.3.1', 'npm', '@angular', 'cli', '12.3.1'],
  ['pkg:golang/github.com/gorilla/mux@v1.8.0#sub/path', 'golang', 'github.com/gorilla', 'mux', 'v1.8.0'],
  [
    'pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian-12',
    'deb',
    'debian',
    'attr',
    '1:2.4.47-2+b1',
  ],
  ['pkg:maven/org.apache/commons@1?type=jar', 'maven', 'org.apache', 'commons', '1'],
  ['pkg:NPM//a@1%ZZ', 'npm', '', 'a', '1%ZZ'],
];

describe('parsePurl', () => {
  it.each(purls)('%s', (text, type, namespace, name, version) => {
    expect(parsePurl(text)).toMatchObject({
      type,
      ...(namespace === '' ? {} : { namespace }),
      name,
      version,
    });
  });
  it.each([
    '',
    'npm/a@1',
    'pkg:npm/a',
    'pkg:npm/a@',
    'pkg:npm@1',
    'pkg:unheard/a@1',
    `pkg:npm/${'a'.repeat(3000)}@1`,
  ])('passes over %s', (text) => {
    expect(parsePurl(text)).toBeUndefined();
  });
});

const packages: readonly Package[] = [
  {
    type: 'deb',
    name: 'libc6',
    version: '2.36-9',
    architecture: 'amd64',
    source: { name: 'glibc', version: '2.36-9' },
    licenses: ['LGPL-2.1'],
    foundBy: 'dpkg',
    purl: 'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12',
    path: 'var/lib/dpkg/status',
    layer: 0,
    liveBytes: 1,
    inBase: true,
  },
  {
    type: 'npm',
    namespace: '@s',
    name: 'a',
    version: '1.0.0',
    licenses: ['own words'],
    foundBy: 'npm',
    purl: 'pkg:npm/%40s/a@1.0.0',
    path: 'app/node_modules/@s/a/package.json',
    liveBytes: 1,
    inBase: false,
  },
];

describe.each([cyclonedx, spdx])('an SBOM of imgscan as $name', (reporter) => {
  it('tells the same packages again', () => {
    const text = reporter.render([makeReport('bash', { packages, findings: [] })], {
      color: false,
      width: 80,
      list: false,
    });
    const sbom = decodeSbom(bytes(text));
    expect(sbom).toMatchObject({
      subject: 'example.org/bash:latest',
      os: { id: 'debian', versionId: '12' },
      problems: [],
    });
    expect(sbom?.packages).toEqual(
      packages.map(({ purl, path, layer, liveBytes, inBase, ...record }) => ({
        record: { ...record, foundBy: 'sbom' },
        purl,
        path,
      })),
    );
  });
});

const property = (name: string, value: string) => ({ name, value });
const trivy = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: { component: { type: 'container', name: 'debian:12' } },
  components: [
    { type: 'operating-system', name: 'debian', version: '12.5', properties: [] },
    { type: 'application', name: 'app/package-lock.json' },
    {
      type: 'library',
      name: 'libssl3',
      version: '3.0.11-1~deb12u2',
      purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12.5&epoch=1',
      licenses: [{ license: { name: 'Apache-2.0' } }, { license: { id: 'MIT' } }],
      properties: [
        property('aquasecurity:trivy:SrcName', 'openssl'),
        property('aquasecurity:trivy:SrcVersion', '3.0.11'),
        property('aquasecurity:trivy:SrcRelease', '1~deb12u2'),
        property('aquasecurity:trivy:SrcEpoch', '1'),
      ],
      components: [
        { type: 'library', name: 'inner', purl: 'pkg:npm/inner@1', licenses: [{ expression: 'MIT' }] },
      ],
    },
    { type: 'library', name: 'nameless', version: '1' },
  ],
};
const syft = {
  descriptor: { name: 'syft' },
  distro: { id: 'rocky', versionID: '9.3' },
  artifacts: [
    {
      name: 'bash',
      purl: 'pkg:rpm/rocky/bash@5.1.8-6.el9?arch=x86_64&distro=rocky-9.3&epoch=2&upstream=bash-5.1.8-6.el9.src.rpm',
      licenses: [{ value: 'GPLv3+' }],
      locations: [{ path: '/var/lib/rpm/rpmdb.sqlite' }],
    },
  ],
};

describe('SBOMs of other tools', () => {
  it('in the shape of Trivy: nested components, sources, epochs', () => {
    const sbom = decodeSbom(bytes(trivy));
    expect(sbom?.os).toEqual({ id: 'debian', versionId: '12.5', idLike: [] });
    expect(sbom?.packages.map(({ record }) => record)).toEqual([
      {
        type: 'deb',
        name: 'libssl3',
        version: '1:3.0.11-1~deb12u2',
        architecture: 'amd64',
        source: { name: 'openssl', version: '1:3.0.11-1~deb12u2' },
        licenses: ['Apache-2.0', 'MIT'],
        foundBy: 'sbom',
      },
      { type: 'npm', name: 'inner', version: '1', licenses: ['MIT'], foundBy: 'sbom' },
    ]);
    expect(sbom?.problems).toEqual([
      '1 of the listed packages have no purl of a known type with a version: "nameless"',
    ]);
  });

  it('in the shape of syft', () => {
    expect(decodeSbom(bytes(syft))).toMatchObject({
      os: { id: 'rocky', versionId: '9.3' },
      packages: [
        {
          path: 'var/lib/rpm/rpmdb.sqlite',
          record: {
            type: 'rpm',
            name: 'bash',
            version: '2:5.1.8-6.el9',
            source: { name: 'bash', version: '5.1.8-6.el9' },
            licenses: ['GPLv3+'],
          },
        },
      ],
    });
  });

  it('takes the distribution from the purls where the document has none', () => {
    const { distro, ...rest } = syft;
    expect(decodeSbom(bytes(rest))?.os).toEqual({ id: 'rocky', versionId: '9.3', idLike: [] });
  });
});

describe('what is no SBOM', () => {
  it.each(['', '{', 'null', '[]', '{"bomFormat":"CycloneDX"}', '{"spdxVersion":"SPDX-1.2","packages":[]}'])(
    '%s',
    (text) => {
      expect(decodeSbom(bytes(text))).toBeUndefined();
    },
  );

  it('reads anything that is JSON without a throw, however deep', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (list, value) => {
        for (const document of [
          {
            bomFormat: 'CycloneDX',
            specVersion: '1.6',
            components: [...list, { type: 'library', name: 'x', properties: value, components: list }],
          },
          {
            spdxVersion: 'SPDX-2.3',
            packages: [...list, { name: 'x', externalRefs: value, sourceInfo: value }],
          },
          {
            descriptor: { name: 'syft' },
            artifacts: [...list, { name: 'x', licenses: list, locations: value }],
            distro: value,
          },
        ]) {
          expect(decodeSbom(bytes(document))).toBeDefined();
        }
      }),
      { numRuns: 200 },
    );
    const deep = `${'{"type":"library","name":"a","components":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    const sbom = decodeSbom(bytes(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${deep}]}`));
    expect(sbom?.problems[0]).toMatch(/^20000 of the listed/);
  });
});
