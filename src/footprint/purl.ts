/** Package URLs. https://github.com/package-url/purl-spec */
import type { OperatingSystem } from '../model/footprint.ts';
import type { PackageRecord } from '../model/package.ts';

/**
 * The purl of a record. Distro packages get the distribution as namespace and `distro` (`debian-12`); without a
 * known distribution both are left out, since a guess would match the wrong advisories.
 */
export function packageUrl(record: PackageRecord, os: OperatingSystem | undefined): string {
  const { type, version } = record;
  const isDistro = type === 'deb' || type === 'apk';
  const namespace = isDistro ? os?.id : record.namespace;
  const path = [...(namespace?.split('/') ?? []), normalizeName(record)].map((part) =>
    encode(isDistro ? part.toLowerCase() : part),
  );
  const qualifiers: string[] = [];
  if (isDistro && record.architecture !== undefined) qualifiers.push(`arch=${encode(record.architecture)}`);
  if (isDistro && os !== undefined) {
    const release = os.versionId ?? os.codename;
    qualifiers.push(`distro=${encode(release === undefined ? os.id : `${os.id}-${release}`)}`);
  }
  const suffix = qualifiers.length === 0 ? '' : `?${qualifiers.join('&')}`;
  return `pkg:${type}/${path.join('/')}@${encode(version)}${suffix}`;
}

/** PyPI's names are equal whatever their case and whether they say `_` or `-`. */
function normalizeName({ type, name }: PackageRecord): string {
  return type === 'pypi' ? name.toLowerCase().replaceAll('_', '-') : name;
}

/** Everything but letters, digits, `.`, `-`, `_`, `~` and the colon is percent-encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
