/** SPDX 2.3 as JSON: the packages, where they are and what they are said to be licensed under. https://spdx.github.io/spdx-spec/v2.3/ */
import type { Package } from '../model/package.ts';
import type { Report, ReportImage } from '../model/report.ts';
import { renderDocuments } from './document.ts';
import { utcSeconds, uuidOf } from './identity.ts';
import { isExpression, joinExpressions } from './license.ts';
import type { Reporter } from './reporter.ts';

/** Reproducible: the namespace follows from the content; the creation time, which SPDX wants, is the image's own. */
export const spdx: Reporter = {
  name: 'spdx',
  render: (reports, { list }) => renderDocuments(reports.map(describe), list),
};

const documentId = 'SPDXRef-DOCUMENT';
const imageId = 'SPDXRef-Image';
const osId = 'SPDXRef-OperatingSystem';
/** Where the image says no time, as reproducible builds do. */
const epoch = '1970-01-01T00:00:00Z';

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: 'DESCRIBES' | 'CONTAINS';
  readonly relatedSpdxElement: string;
}

/** A package as the document lists it. */
interface Element {
  readonly SPDXID: string;
  readonly [field: string]: unknown;
}

function describe({ image, sbom, packages, tool }: Report): unknown {
  const licenses = new Map<string, string>();
  const os = image?.os ?? sbom?.os;
  const described = packages.map((pkg, index) => describePackage(pkg, index, image, licenses));
  const parts = [...(os === undefined ? [] : [describeOs(os)]), ...described];
  const name = image?.reference ?? sbom?.subject ?? sbom?.reference ?? 'packages';
  const relationships = relate(image, parts);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: documentId,
    name,
    documentNamespace: `https://spdx.org/spdxdocs/imgscan-${uuidOf(JSON.stringify([name, image?.digest, parts]))}`,
    creationInfo: {
      created: utcSeconds(image?.created) ?? epoch,
      creators: [`Tool: ${tool.name}-${tool.version}`],
    },
    packages: [...(image === undefined ? [] : [describeImage(image)]), ...parts],
    ...(licenses.size === 0
      ? {}
      : {
          hasExtractedLicensingInfos: [...licenses]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([licenseId, text]) => ({ licenseId, name: text, extractedText: text })),
        }),
    relationships,
  };
}

function relate(image: ReportImage | undefined, parts: readonly Element[]): readonly Relationship[] {
  const describes = (id: string): Relationship => ({
    spdxElementId: documentId,
    relationshipType: 'DESCRIBES',
    relatedSpdxElement: id,
  });
  if (image === undefined) return parts.map(({ SPDXID }) => describes(SPDXID));
  return [
    describes(imageId),
    ...parts.map(
      ({ SPDXID }): Relationship => ({
        spdxElementId: imageId,
        relationshipType: 'CONTAINS',
        relatedSpdxElement: SPDXID,
      }),
    ),
  ];
}

function describeImage({ reference, digest, platform }: ReportImage): unknown {
  const [algorithm, value] = digest?.split(':') ?? [];
  return {
    SPDXID: imageId,
    name: reference,
    ...(digest === undefined ? {} : { versionInfo: digest }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    ...(algorithm === undefined || value === undefined
      ? {}
      : { checksums: [{ algorithm: algorithm.toUpperCase(), checksumValue: value }] }),
    comment: `platform: ${platform}`,
    primaryPackagePurpose: 'CONTAINER',
  };
}

function describeOs(os: NonNullable<ReportImage['os']>): Element {
  return {
    SPDXID: osId,
    name: os.id,
    ...(os.versionId === undefined ? {} : { versionInfo: os.versionId }),
    ...(os.prettyName === undefined ? {} : { summary: os.prettyName }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    primaryPackagePurpose: 'OPERATING_SYSTEM',
  };
}

/** `licenses` takes the names that are no SPDX expression, by the reference that stands for them. */
function describePackage(
  pkg: Package,
  index: number,
  image: ReportImage | undefined,
  licenses: Map<string, string>,
): Element {
  const { namespace, name, version, maintainer, source, purl } = pkg;
  const text = name.replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 100);
  return {
    SPDXID: `SPDXRef-Package-${index + 1}-${pkg.type}-${text}`,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    versionInfo: version,
    ...(maintainer === undefined
      ? {}
      : { originator: `Person: ${maintainer.replace(/ ?<([^<>]*)>$/, ' ($1)')}` }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    ...(source === undefined ? {} : { sourceInfo: `built from: ${source.name} ${source.version}` }),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: declare(pkg.licenses, licenses),
    copyrightText: 'NOASSERTION',
    comment: origin(pkg, image),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  };
}

function declare(names: readonly string[], licenses: Map<string, string>): string {
  if (names.length === 0) return 'NOASSERTION';
  const parts = names.map((name) => {
    if (isExpression(name)) {
      // A reference that stands for itself has to be declared all the same.
      for (const [reference] of name.matchAll(/(?<!:)LicenseRef-[A-Za-z0-9.-]+/g))
        licenses.set(reference, reference);
      return name;
    }
    const reference = `LicenseRef-${uuidOf(name).slice(0, 8)}-${name.replace(/[^A-Za-z0-9.]+/g, '-').slice(0, 60)}`;
    licenses.set(reference, name);
    return reference;
  });
  return joinExpressions([...new Set(parts)]);
}

/** Layer, instruction and path in words: SPDX has no properties. */
function origin(pkg: Package, image: ReportImage | undefined): string {
  const layer = pkg.layer === undefined ? undefined : image?.layers[pkg.layer];
  const instruction = pkg.instruction === undefined ? undefined : image?.instructions[pkg.instruction];
  const digest = layer?.digest ?? layer?.diffId;
  return [
    ...(pkg.path === '' ? [] : [`path: ${pkg.path}`]),
    ...(pkg.inside === undefined ? [] : [`inside: ${pkg.inside}`]),
    ...(pkg.attachedSbom === undefined ? [] : [`SBOM: ${pkg.attachedSbom}`]),
    ...(digest === undefined ? [] : [`layer: ${digest}`]),
    ...(instruction === undefined ? [] : [`instruction: ${instruction.text}`]),
    `found by: ${pkg.foundBy}`,
  ].join('\n');
}
