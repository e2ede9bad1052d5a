/** Versions of Dart packages: Semantic Versioning's first draft, where the build counts. https://pub.dev/packages/pub_semver */
import { compareDigits } from './digits.ts';
import { compareIdentifiers, comparePreReleases, splitIdentifiers } from './identifiers.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export interface PubVersion {
  /** Major, minor, patch. */
  readonly numbers: readonly string[];
  readonly pre: readonly string[];
  readonly build: readonly string[];
}

const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const shape = new RegExp(
  `^(?<numbers>[0-9]+\\.[0-9]+\\.[0-9]+)(?:-(?<pre>${identifiers}))?(?:\\+(?<build>${identifiers}))?$`,
);

function parse(text: string): PubVersion | undefined {
  const { numbers, pre, build } = shape.exec(text)?.groups ?? {};
  if (numbers === undefined) return undefined;
  return { numbers: numbers.split('.'), pre: splitIdentifiers(pre), build: splitIdentifiers(build) };
}

/** A build comes after its release, which has none. */
function compare(a: PubVersion, b: PubVersion): number {
  return (
    compareLists(a.numbers, b.numbers, compareDigits) ||
    comparePreReleases(a.pre, b.pre) ||
    compareIdentifiers(a.build, b.build)
  );
}

export const pub: VersionScheme<PubVersion> = {
  id: 'pub',
  spec: 'https://pub.dev/packages/pub_semver',
  parse,
  compare,
};
