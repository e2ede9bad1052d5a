/** Package URLs read back. https://github.com/package-url/purl-spec */
import type { PackageType } from '../model/package.ts';

/** As it is written, of whatever type. */
export interface AnyPurl {
  /** In lower case. */
  readonly type: string;
  /** Decoded, `/` between its segments. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: ReadonlyMap<string, string>;
}

export interface Purl extends AnyPurl {
  readonly type: PackageType;
  readonly version: string;
}

/** The compiler sees to it that none is missing. */
const types: Readonly<Record<PackageType, true>> = {
  alpm: true,
  apk: true,
  bitnami: true,
  cargo: true,
  composer: true,
  conan: true,
  conda: true,
  cpan: true,
  cran: true,
  deb: true,
  ebuild: true,
  gem: true,
  generic: true,
  github: true,
  golang: true,
  hackage: true,
  hex: true,
  julia: true,
  luarocks: true,
  maven: true,
  nix: true,
  npm: true,
  nuget: true,
  opkg: true,
  pub: true,
  pypi: true,
  rpm: true,
  swift: true,
  'wordpress-plugin': true,
};

function isType(text: string): text is PackageType {
  return Object.hasOwn(types, text);
}

const maxLength = 2_000;

/** Undefined when it is none, of a type that imgscan does not know, or without a version, which says nothing. */
export function parsePurl(text: string): Purl | undefined {
  const purl = parseAnyPurl(text);
  if (purl?.version === undefined || !isType(purl.type)) return undefined;
  return { ...purl, type: purl.type, version: purl.version };
}

/** Undefined when it is none. */
export function parseAnyPurl(text: string): AnyPurl | undefined {
  if (text.length > maxLength || !text.startsWith('pkg:')) return undefined;
  const [withoutSubpath = ''] = text.slice(4).split('#', 1);
  const [head = '', query = ''] = splitOnce(withoutSubpath, '?');
  const at = head.lastIndexOf('@');
  // The scope of `pkg:npm/@angular/core` is no version, though it ought to be encoded.
  const hasVersion = at > 0 && !head.slice(at).includes('/');
  const version = hasVersion ? decode(head.slice(at + 1)) : '';
  const segments = (hasVersion ? head.slice(0, at) : head)
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  const [type = '', ...path] = segments;
  const name = path.pop();
  if (type === '' || name === undefined) return undefined;
  const namespace = path.join('/');
  return {
    type: type.toLowerCase(),
    ...(namespace === '' ? {} : { namespace }),
    name,
    ...(version === '' ? {} : { version }),
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
