/** Package URLs. https://github.com/package-url/purl-spec */
import type { OperatingSystem } from '../model/footprint.ts';
import { type PackageRecord, type PackageType, systemPackageTypes } from '../model/package.ts';

/** Types whose namespace is the distribution; a portage package has its category, a Nix package nothing. */
const namedByDistribution: ReadonlySet<PackageType> = new Set<PackageType>([
  ...(['alpm', 'apk', 'deb', 'opkg', 'rpm'] as const),
]);
/** Types whose names are the same in any case; rpm's are not. */
const lowerCaseNames: ReadonlySet<PackageType> = new Set<PackageType>(['alpm', 'apk', 'deb']);

/**
 * The purl of a record. Distro packages get the distribution as namespace and `distro` (`debian-12`); without a
 * known distribution both are left out, since a guess would match the wrong advisories. An rpm's epoch and its
 * source package's file name are qualifiers of their own.
 */
export function packageUrl(record: PackageRecord, os: OperatingSystem | undefined): string {
  const { type } = record;
  const namespace = namedByDistribution.has(type) ? os?.id.toLowerCase() : record.namespace;
  const name = normalizeName(record);
  const path = [...(namespace?.split('/') ?? []), name].map(encode);
  const [epoch, version] = type === 'rpm' ? splitEpoch(record.version) : [undefined, record.version];
  const qualifiers = Object.entries({
    arch: systemPackageTypes.has(type) ? record.architecture : undefined,
    distro: systemPackageTypes.has(type) ? distribution(os) : undefined,
    epoch,
    upstream: type === 'rpm' ? sourceFile(record) : undefined,
  }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encode(value)}`]));
  const suffix = qualifiers.length === 0 ? '' : `?${qualifiers.join('&')}`;
  return `pkg:${type}/${path.join('/')}@${encode(version)}${suffix}`;
}

function distribution(os: OperatingSystem | undefined): string | undefined {
  const release = os?.versionId ?? os?.codename;
  return os === undefined || release === undefined ? os?.id : `${os.id}-${release}`;
}

function splitEpoch(version: string): readonly [epoch: string | undefined, rest: string] {
  const colon = version.indexOf(':');
  return colon === -1 ? [undefined, version] : [version.slice(0, colon), version.slice(colon + 1)];
}

function sourceFile({ source }: PackageRecord): string | undefined {
  return source === undefined ? undefined : `${source.name}-${splitEpoch(source.version)[1]}.src.rpm`;
}

/** PyPI's names are equal whatever their case and whether they say `_` or `-`. */
function normalizeName({ type, name }: PackageRecord): string {
  if (lowerCaseNames.has(type)) return name.toLowerCase();
  return type === 'pypi' ? name.toLowerCase().replaceAll('_', '-') : name;
}

/** Everything but letters, digits, `.`, `-`, `_`, `~` and the colon is percent-encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
