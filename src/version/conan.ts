/** Conan versions: any text, numbers where there are some. https://docs.conan.io/2/tutorial/versioning/versions.html */
import { compareDigits, compareText, isDigits, withoutLeadingZeros, withoutTrailingZeros } from './digits.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export interface ConanVersion {
  readonly items: readonly string[];
  readonly pre?: readonly string[];
  readonly build?: readonly string[];
}

/** The build is what the last plus begins, the pre-release what the first hyphen does. */
function parse(text: string): ConanVersion | undefined {
  const groups = /^(?<items>[^\s-]*?)(?:-(?<pre>\S*?))?(?:\+(?<build>[^\s+]*))?$/.exec(text)?.groups;
  if (groups === undefined || text === '') return undefined;
  const { items = '', pre, build } = groups;
  return {
    items: readItems(items),
    ...(pre === undefined ? {} : { pre: readItems(pre) }),
    ...(build === undefined ? {} : { build: readItems(build) }),
  };
}

function readItems(text: string): readonly string[] {
  return withoutTrailingZeros(
    text.split('.').map((item) => (isDigits(item) ? withoutLeadingZeros(item) || '0' : item)),
  );
}

function compare(a: ConanVersion, b: ConanVersion): number {
  return (
    compareLists(a.items, b.items, compareItems) ||
    compareOptional(a.pre, b.pre, 1) ||
    compareOptional(a.build, b.build, -1)
  );
}

/** `absent` is where a missing part sorts. */
function compareOptional(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
  absent: number,
): number {
  if (a === undefined) return b === undefined ? 0 : absent;
  return b === undefined ? -absent : compareLists(a, b, compareItems);
}

/** Numbers by value, all else by text, numbers among words too. */
function compareItems(a: string, b: string): number {
  return isDigits(a) && isDigits(b) ? compareDigits(a, b) : compareText(a, b);
}

export const conan: VersionScheme<ConanVersion> = {
  id: 'conan',
  spec: 'https://docs.conan.io/2/tutorial/versioning/versions.html',
  parse,
  compare,
};
