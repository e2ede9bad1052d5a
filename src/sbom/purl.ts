/** Package URLs read back. https://github.com/package-url/purl-spec */
import type { PackageType } from '../model/package.ts';

export interface Purl {
  readonly type: PackageType;
  /** Decoded, `/` between its segments. */
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers: ReadonlyMap<string, string>;
}

const types: readonly PackageType[] = [
  'alpm',
  'apk',
  'bitnami',
  'cargo',
  'composer',
  'conan',
  'conda',
  'cpan',
  'cran',
  'deb',
  'ebuild',
  'gem',
  'generic',
  'github',
  'golang',
  'hackage',
  'hex',
  'julia',
  'luarocks',
  'maven',
  'nix',
  'npm',
  'nuget',
  'opkg',
  'pub',
  'pypi',
  'rpm',
  'swift',
  'wordpress-plugin',
];

const maxLength = 2_000;

/** Undefined when it is none, of a type that imgscan does not know, or without a version, which says nothing. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > maxLength || !text.startsWith('pkg:')) return undefined;
  const [withoutSubpath = ''] = text.slice(4).split('#', 1);
  const [head = '', query = ''] = splitOnce(withoutSubpath, '?');
  const at = head.lastIndexOf('@');
  const version = at < 0 ? undefined : decode(head.slice(at + 1));
  const segments = head
    .slice(0, Math.max(0, at))
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  const [typeText = '', ...path] = segments;
  const type = types.find((known) => known === typeText.toLowerCase());
  const name = path.pop();
  if (type === undefined || name === undefined || version === undefined || version === '') return undefined;
  const namespace = path.join('/');
  return {
    type,
    ...(namespace === '' ? {} : { namespace }),
    name,
    version,
    qualifiers: readQualifiers(query),
  };
}

function readQualifiers(query: string): ReadonlyMap<string, string> {
  return new Map(
    query
      .split('&')
      .map((pair) => splitOnce(pair, '='))
      .filter(([key, value]) => key !== '' && value !== '')
      .map(([key, value]) => [key.toLowerCase(), decode(value)]),
  );
}

function splitOnce(text: string, separator: string): readonly [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** What is no percent-encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
