import { describe, expect, it } from 'vitest';
import { sbom } from '../../src/cataloger/sbom.ts';
import { catalogFile } from '../support/catalog.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const document = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  components: [
    { type: 'library', name: 'mux', purl: 'pkg:golang/github.com/gorilla/mux@v1.8.0', licenses: [] },
    { type: 'library', name: 'unknown' },
  ],
};

describe('the sbom cataloger', () => {
  it.each([
    ['layers/sbom/launch/paketo/sbom.cdx.json', true],
    ['var/lib/db/sbom/bash-5.2-r1.spdx.json', true],
    ['opt/app/sbom.syft.json', true],
    ['bom.json', true],
    ['srv/bom.json', true],
    ['srv/my-bom.json', false],
    ['srv/package.json', false],
    ['srv/bom.json.gz', false],
  ])('wants %s: %j', (path, wanted) => {
    expect(catalogFile(sbom, path, bytes(document)) !== undefined).toBe(wanted);
  });

  it('tells what the document tells, and what it cannot', () => {
    expect(catalogFile(sbom, 'app/bom.json', bytes(document))).toMatchObject({
      packages: [
        {
          type: 'golang',
          namespace: 'github.com/gorilla',
          name: 'mux',
          version: 'v1.8.0',
          foundBy: 'sbom',
        },
      ],
      warnings: [{ code: 'PACKAGE_INVALID', message: expect.stringContaining('"unknown"') }],
    });
  });

  it('takes bom.json for what it is, and misses an SBOM by its name', () => {
    const nothing = { packages: [], owns: [], warnings: [] };
    expect(catalogFile(sbom, 'app/bom.json', bytes('{"parts":["wheel"]}'))).toEqual(nothing);
    expect(catalogFile(sbom, 'app/x.cdx.json', bytes('{'))?.warnings).toMatchObject([
      { message: "SBOM app/x.cdx.json: neither CycloneDX nor SPDX 2.2 or 2.3 nor syft's JSON" },
    ]);
  });
});
