/** Applications of bitnami images from the SPDX documents beside them. https://spdx.github.io/spdx-spec/v2.3/ */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { packageWarnings } from './warnings.ts';

const documentPath = /^opt\/bitnami\/(?:[^/]+\/){0,8}\.spdx-[^/]+\.spdx$/;

/** The packages that have a purl of type bitnami; what else the documents list is not installed as such. */
export const bitnami: FileCataloger = {
  name: 'bitnami',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path.endsWith('.spdx') && documentPath.test(path),
  catalog({ path, bytes }) {
    const document = decodeDocument(bytes);
    if (document === undefined) {
      const problem = `bitnami document ${path}: no SPDX document in JSON`;
      return { packages: [], owns: [], warnings: packageWarnings([problem], path) };
    }
    const packages = document.packages.flatMap((item) => {
      const record = readPackage(item);
      return record === undefined ? [] : [record];
    });
    return { packages, owns: [], warnings: [] };
  },
};

const Reference = v.object({ referenceType: v.string(), referenceLocator: v.string() });
const Package = v.object({
  externalRefs: v.optional(v.array(Reference), []),
  licenseConcluded: v.optional(v.string()),
  licenseDeclared: v.optional(v.string()),
});
const Document = v.object({ spdxVersion: v.string(), packages: v.array(Package) });

function decodeDocument(bytes: Uint8Array): v.InferOutput<typeof Document> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8').decode(bytes));
  } catch {
    return undefined;
  }
  const result = v.safeParse(Document, json);
  return result.success ? result.output : undefined;
}

/** https://github.com/package-url/purl-spec: `pkg:bitnami/redis@7.0.5-1?arch=amd64&distro=debian-11`. */
const purlShape =
  /^pkg:bitnami\/(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,200})@(?<version>[A-Za-z0-9][A-Za-z0-9._+~-]{0,200})(?:\?(?:[^#]{0,500}&)?arch=(?<architecture>[a-z0-9_]{1,20}))?/;
const unsaid: ReadonlySet<string> = new Set(['', 'NOASSERTION', 'NONE']);
const maxLicenseLength = 1_000;

function readPackage(item: v.InferOutput<typeof Package>): PackageRecord | undefined {
  for (const { referenceType, referenceLocator } of item.externalRefs) {
    const groups = referenceType === 'purl' ? purlShape.exec(referenceLocator)?.groups : undefined;
    if (groups === undefined) continue;
    const { name = '', version = '', architecture } = groups;
    const license = [item.licenseDeclared, item.licenseConcluded].find(
      (text) => text !== undefined && !unsaid.has(text) && text.length <= maxLicenseLength,
    );
    return {
      type: 'bitnami',
      name,
      version,
      ...(architecture !== undefined && { architecture }),
      licenses: license === undefined ? [] : [license],
      foundBy: 'bitnami',
    };
  }
  return undefined;
}
