/** SPDX 2.2 and 2.3 JSON, as imgscan, syft and Trivy write it. https://spdx.github.io/spdx-spec/v2.3/ */
import * as v from 'valibot';
import { collect, makeOs } from './collect.ts';
import type { Listed, Sbom } from './sbom.ts';

const ExternalRef = v.object({ referenceType: v.literal('purl'), referenceLocator: v.string() });
const Extracted = v.object({ licenseId: v.string(), name: v.string() });

const Package = v.object({
  name: v.string(),
  versionInfo: v.fallback(v.optional(v.string()), undefined),
  primaryPackagePurpose: v.fallback(v.optional(v.string()), undefined),
  licenseDeclared: v.fallback(v.optional(v.string()), undefined),
  licenseConcluded: v.fallback(v.optional(v.string()), undefined),
  sourceInfo: v.fallback(v.string(), ''),
  comment: v.fallback(v.string(), ''),
  externalRefs: v.fallback(v.array(v.unknown()), []),
});
type Package = v.InferOutput<typeof Package>;

const Document = v.object({
  spdxVersion: v.string(),
  name: v.optional(v.string()),
  packages: v.optional(v.array(v.unknown()), []),
  hasExtractedLicensingInfos: v.fallback(v.array(v.unknown()), []),
});

/** Undefined when the shape is not SPDX's. */
export function readSpdx(json: unknown): Sbom | undefined {
  const parsed = v.safeParse(Document, json);
  if (!parsed.success) return undefined;
  const { spdxVersion, name, packages, hasExtractedLicensingInfos } = parsed.output;
  const all = packages.flatMap((item) => {
    const one = v.safeParse(Package, item);
    return one.success ? [one.output] : [];
  });
  const names = new Map(
    hasExtractedLicensingInfos.flatMap((item) =>
      v.is(Extracted, item) ? [[item.licenseId, item.name] as const] : [],
    ),
  );
  const system = all.find(({ primaryPackagePurpose }) => primaryPackagePurpose === 'OPERATING_SYSTEM');
  return {
    format: spdxVersion,
    ...(name === undefined ? {} : { subject: name }),
    ...collect(all.flatMap((pkg) => toListed(pkg, names))),
    ...(system === undefined ? {} : { os: makeOs(system.name, system.versionInfo) }),
  };
}

/** The image itself, source trees and files have no purl of a package: passed over, not missed. */
function toListed(pkg: Package, names: ReadonlyMap<string, string>): readonly Listed[] {
  const purl = pkg.externalRefs.find((ref) => v.is(ExternalRef, ref))?.referenceLocator;
  if (purl === undefined || /^pkg:(?:oci|docker)\//.test(purl)) return [];
  const source = /^built (?:package )?from: (\S+) (\S+)$/m.exec(pkg.sourceInfo);
  return [
    {
      name: pkg.name,
      purl,
      licenses: readLicense(pkg, names),
      source: source === null ? undefined : { name: source[1] ?? '', version: source[2] },
      path: /^path: (.+)$/m.exec(pkg.comment)?.[1],
    },
  ];
}

function readLicense(pkg: Package, names: ReadonlyMap<string, string>): readonly string[] {
  const said = [pkg.licenseDeclared, pkg.licenseConcluded].find(
    (license) => license !== undefined && license !== 'NOASSERTION' && license !== 'NONE',
  );
  return said === undefined ? [] : [names.get(said) ?? said];
}
