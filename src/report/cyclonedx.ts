/** CycloneDX 1.6 as JSON, with the vulnerabilities found. https://cyclonedx.org/docs/1.6/json/ */
import type { Package } from '../model/package.ts';
import type { Report, ReportImage } from '../model/report.ts';
import { describeVulnerabilities } from './cyclonedx/vulnerabilities.ts';
import { renderDocuments } from './document.ts';
import { utcSeconds, uuidOf } from './identity.ts';
import { isExpression, joinExpressions } from './license.ts';
import type { Reporter } from './reporter.ts';

/** Reproducible: the serial number follows from the content, the time is the image's own. */
export const cyclonedx: Reporter = {
  name: 'cyclonedx',
  render: (reports, { list }) => renderDocuments(reports.map(describe), list),
};

function describe(report: Report): unknown {
  const { image, packages, tool } = report;
  const refs = nameComponents(packages);
  const os = image?.os ?? report.sbom?.os;
  const components = [
    ...(os === undefined ? [] : [describeOs(os)]),
    ...packages.map((pkg, index) => describePackage(pkg, refs[index] ?? pkg.purl, image)),
  ];
  const vulnerabilities = describeVulnerabilities(report, refs);
  const created = utcSeconds(image?.created);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([image?.reference, image?.digest, components, vulnerabilities]))}`,
    version: 1,
    metadata: {
      ...(created === undefined ? {} : { timestamp: created }),
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      ...(image === undefined ? {} : { component: describeImage(image) }),
    },
    components,
    ...(vulnerabilities.length === 0 ? {} : { vulnerabilities }),
  };
}

function describeImage(image: ReportImage): unknown {
  const hash = image.digest === undefined ? undefined : describeHash(image.digest);
  return {
    type: 'container',
    'bom-ref': `image:${image.digest ?? image.reference}`,
    name: image.reference,
    ...(image.digest === undefined ? {} : { version: image.digest }),
    ...(hash === undefined ? {} : { hashes: [hash] }),
    properties: [{ name: 'imgscan:platform', value: image.platform }],
  };
}

function describeHash(digest: string): unknown {
  const [algorithm, content] = digest.split(':');
  return { alg: algorithm === 'sha512' ? 'SHA-512' : 'SHA-256', content };
}

function describeOs(os: NonNullable<ReportImage['os']>): unknown {
  return {
    type: 'operating-system',
    'bom-ref': `os:${os.id}@${os.versionId ?? os.codename ?? ''}`,
    name: os.id,
    ...(os.versionId === undefined ? {} : { version: os.versionId }),
    ...(os.prettyName === undefined ? {} : { description: os.prettyName }),
  };
}

/** The purl, numbered from the second package of it on: a reference is unique in its document. */
function nameComponents(packages: readonly Package[]): readonly string[] {
  const seen = new Map<string, number>();
  return packages.map(({ purl }) => {
    const count = (seen.get(purl) ?? 0) + 1;
    seen.set(purl, count);
    return count === 1 ? purl : `${purl}#${count}`;
  });
}

function describePackage(pkg: Package, ref: string, image: ReportImage | undefined): unknown {
  const { type, namespace, name, version, licenses, purl } = pkg;
  return {
    type: type === 'generic' || type === 'github' ? 'application' : 'library',
    'bom-ref': ref,
    ...(pkg.maintainer === undefined ? {} : { publisher: pkg.maintainer }),
    ...(namespace === undefined ? {} : { group: namespace }),
    name,
    version,
    ...(licenses.length === 0 ? {} : { licenses: describeLicenses(licenses) }),
    purl,
    properties: describeOrigin(pkg, image),
  };
}

/** One expression where all are SPDX's; else each by its name, since a list cannot mix the two. */
function describeLicenses(licenses: readonly string[]): unknown {
  if (licenses.every(isExpression)) return [{ expression: joinExpressions(licenses) }];
  return licenses.map((name) => ({ license: { name } }));
}

function describeOrigin(pkg: Package, image: ReportImage | undefined): unknown {
  const layer = pkg.layer === undefined ? undefined : image?.layers[pkg.layer];
  const instruction = pkg.instruction === undefined ? undefined : image?.instructions[pkg.instruction];
  const values: readonly (readonly [string, string | undefined])[] = [
    ['path', pkg.path === '' ? undefined : pkg.path],
    ['inside', pkg.inside],
    ['attachedSbom', pkg.attachedSbom],
    ['layer', layer?.digest ?? layer?.diffId],
    ['instruction', instruction?.text],
    ['foundBy', pkg.foundBy],
    ['guessed', pkg.guessed],
    ['sourceName', pkg.source?.name],
    ['sourceVersion', pkg.source?.version],
  ];
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name: `imgscan:${name}`, value }]));
}
