/** From what a document lists to package records: by the purl, which every format and tool writes alike. */
import type { OperatingSystem } from '../model/footprint.ts';
import type { PackageRecord, PackageType, SourcePackage } from '../model/package.ts';
import { type Purl, parsePurl } from './purl.ts';
import type { Listed, Sbom, SbomPackage } from './sbom.ts';

/** Their namespace is the distribution, which the image or the document says once. */
const namedByDistribution: ReadonlySet<PackageType> = new Set(['alpm', 'apk', 'deb', 'opkg', 'rpm']);

/** Records of everything that has a purl with a version; the others are counted in the problems. */
export function collect(listed: Iterable<Listed>): Pick<Sbom, 'os' | 'packages' | 'problems'> {
  const packages: SbomPackage[] = [];
  const untold: string[] = [];
  let os: OperatingSystem | undefined;
  for (const item of listed) {
    const purl = item.purl === undefined ? undefined : parsePurl(item.purl);
    if (purl === undefined || item.purl === undefined) {
      untold.push(item.purl ?? item.name);
      continue;
    }
    const path = item.path?.replace(/^\/+/, '');
    packages.push({
      record: toRecord(purl, item),
      purl: item.purl,
      ...(path === undefined || path === '' ? {} : { path }),
    });
    if (namedByDistribution.has(purl.type)) os ??= distributionOf(purl);
  }
  return { packages, problems: describeUntold(untold), ...(os === undefined ? {} : { os }) };
}

function describeUntold(untold: readonly string[]): readonly string[] {
  if (untold.length === 0) return [];
  const names = untold.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 100)));
  const more = untold.length > 3 ? ', ...' : '';
  return [
    `${untold.length} of the listed packages have no purl of a known type with a version: ${names.join(', ')}${more}`,
  ];
}

function toRecord(purl: Purl, { licenses, source }: Listed): PackageRecord {
  const { type, namespace, name, qualifiers } = purl;
  const epoch = qualifiers.get('epoch');
  const hasOwnEpoch = epoch === undefined || epoch === '0' || purl.version.includes(':');
  const version = hasOwnEpoch ? purl.version : `${epoch}:${purl.version}`;
  const architecture = qualifiers.get('arch');
  const origin = source ?? upstreamOf(qualifiers.get('upstream'));
  const named: SourcePackage | undefined = origin && {
    name: origin.name,
    version: origin.version ?? version,
  };
  return {
    type,
    ...(namespace === undefined || namedByDistribution.has(type) ? {} : { namespace }),
    name,
    version,
    ...(architecture === undefined ? {} : { architecture }),
    ...(named === undefined ? {} : { source: named }),
    licenses,
    foundBy: 'sbom',
  };
}

/** `glibc`, `glibc@2.36-9`, or of an rpm its source's file name: `bash-5.1.8-6.el9.src.rpm`. */
function upstreamOf(text: string | undefined): Listed['source'] {
  if (text === undefined) return undefined;
  const rpm = sourceRpm(text);
  if (rpm !== undefined) return rpm;
  const at = text.lastIndexOf('@');
  return at < 1 ? { name: text } : { name: text.slice(0, at), version: text.slice(at + 1) };
}

export function sourceRpm(text: string): SourcePackage | undefined {
  const suffix = /\.(?:no)?src\.rpm$/.exec(text);
  if (suffix === null) return undefined;
  const parts = text.slice(0, suffix.index).split('-');
  const version = parts.slice(-2).join('-');
  const name = parts.slice(0, -2).join('-');
  return name === '' ? undefined : { name, version };
}

/** `debian-12`, `opensuse-leap-15.5`: the release starts with its digit. */
function distributionOf({ namespace, qualifiers }: Purl): OperatingSystem | undefined {
  const text = qualifiers.get('distro') ?? '';
  const cut = text.search(/-\d/);
  if (cut > 0) return makeOs(text.slice(0, cut), text.slice(cut + 1));
  const id = text === '' ? namespace : text;
  return id === undefined ? undefined : makeOs(id, undefined);
}

/** What other tools call a distribution, by the ID that its os-release has. */
const osIds: ReadonlyMap<string, string> = new Map([
  ['alma', 'almalinux'],
  ['amazon', 'amzn'],
  ['oracle', 'ol'],
  ['redhat', 'rhel'],
]);

export function makeOs(name: string, version: string | undefined): OperatingSystem {
  const id = name.toLowerCase();
  return {
    id: osIds.get(id) ?? id,
    ...(version === undefined || version === '' ? {} : { versionId: version }),
    idLike: [],
  };
}
