/** Whether a purl that somebody wrote means a package or an image. https://github.com/package-url/purl-spec */
import type { SourcePackage } from '../model/package.ts';
import type { ReportImage } from '../model/report.ts';
import { type AnyPurl, parseAnyPurl } from '../sbom/purl.ts';

/**
 * What is left out of `pattern`, version or qualifiers, may be anything; what is there has to be the same. A pattern
 * with `arch=source` means all that was built from the source package.
 */
export function matchesPackage(pattern: string, purl: string, source?: SourcePackage): boolean {
  const wanted = parseAnyPurl(pattern);
  const built = parseAnyPurl(purl);
  if (wanted === undefined || built === undefined) return false;
  const arch = wanted.qualifiers.get('arch') ?? '';
  const found = arch === 'source' || arch === 'src' ? sourceOf(built, source, arch) : built;
  if (identityOf(wanted) !== identityOf(found)) return false;
  if (wanted.version !== undefined && wanted.version !== found.version) return false;
  return [...wanted.qualifiers].every(([key, value]) => found.qualifiers.get(key) === value);
}

/** Where no source is named, it is called as the package is. Debian writes the epoch into the version, rpm beside it. */
function sourceOf(built: AnyPurl, source: SourcePackage | undefined, arch: string): AnyPurl {
  const qualifiers = new Map([...built.qualifiers, ['arch', arch] as const]);
  if (source === undefined) return { ...built, qualifiers };
  const version = built.type === 'rpm' ? source.version.replace(/^\d+:/, '') : source.version;
  return { ...built, name: source.name, version, qualifiers };
}

/** Vendors of rpm distributions by the ids of os-release, which stand in imgscan's own purls. */
const rpmVendors: ReadonlyMap<string, string> = new Map([
  ['rhel', 'redhat'],
  ['sles', 'suse'],
  ['opensuse-leap', 'opensuse'],
  ['opensuse-tumbleweed', 'opensuse'],
]);

/** Type, namespace and name in one text, as the type's rules make them equal. */
function identityOf({ type, namespace = '', name }: AnyPurl): string {
  const vendor = type === 'rpm' ? (rpmVendors.get(namespace) ?? namespace) : namespace;
  const path = `${vendor}/${name}`;
  if (type === 'pypi') return `pypi:${path.toLowerCase().replace(/[-_.]+/g, '-')}`;
  return caseless.has(type) ? `${type}:${path.toLowerCase()}` : `${type}:${path}`;
}

const caseless: ReadonlySet<string> = new Set([
  'alpm',
  'apk',
  'bitnami',
  'composer',
  'deb',
  'github',
  'golang',
  'hex',
]);

/**
 * `pkg:oci/nginx@sha256:…?repository_url=docker.io/library/nginx&tag=1.27&arch=amd64`: a digest alone decides; else
 * the name and what else is written. `pkg:docker/library/nginx@1.27` likewise, where the version may be the tag.
 */
export function matchesImage(pattern: string, image: ReportImage): boolean {
  const purl = parseAnyPurl(pattern);
  if (purl === undefined || (purl.type !== 'oci' && purl.type !== 'docker')) return false;
  const { version, qualifiers } = purl;
  const arch = qualifiers.get('arch');
  if (arch !== undefined && image.platform.split('/')[1] !== arch) return false;
  if (version?.startsWith('sha256:') === true) return version === image.digest;
  const { path, tag } = splitReference(image.reference);
  const wantedTag = qualifiers.get('tag') ?? version;
  if (wantedTag !== undefined && wantedTag !== tag) return false;
  return isRepository(purl, path);
}

/** The repository may be written with the name or without it; a bare name is of any registry. */
function isRepository({ type, namespace, name, qualifiers }: AnyPurl, found: string): boolean {
  const url = qualifiers.get('repository_url');
  const path = (type === 'docker' && namespace !== undefined ? `${namespace}/${name}` : name).toLowerCase();
  if (url === undefined) return found === path || found.endsWith(`/${path}`);
  const repository = url
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/\/+$/, '')
    .replace(/^(?:index|registry-1)\.docker\.io(?=\/|$)/, 'docker.io')
    .toLowerCase();
  return found === repository || found === `${repository}/${path}`;
}

function splitReference(reference: string): { readonly path: string; readonly tag: string | undefined } {
  const [name = ''] = reference.split('@', 1);
  const tag = /:([\w][\w.-]*)$/.exec(name)?.[1];
  return { path: (tag === undefined ? name : name.slice(0, -tag.length - 1)).toLowerCase(), tag };
}
