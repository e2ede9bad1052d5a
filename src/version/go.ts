/** Versions of Go modules and of Go itself. https://pkg.go.dev/golang.org/x/mod/semver */
import { compareDigits } from './digits.ts';
import { comparePreReleases, identifierPattern, numberPattern, splitIdentifiers } from './identifiers.ts';
import type { VersionScheme } from './scheme.ts';

export interface GoVersion {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  readonly pre: readonly string[];
}

/** `v` as modules have it, none as OSV writes them. What follows a plus, `incompatible` too, counts for nothing. */
const moduleShape = new RegExp(
  `^v?(?<major>${numberPattern})(?:\\.(?<minor>${numberPattern})(?:\\.(?<patch>${numberPattern})(?:-(?<pre>${identifierPattern}(?:\\.${identifierPattern})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?)?)?$`,
);
/** Go's own candidates are written together, and a build may name its experiments: `go1.22rc1`, `go1.21.3 X:boringcrypto`. */
const releaseShape = new RegExp(
  `^(?:go)?(?<major>${numberPattern})(?:\\.(?<minor>${numberPattern})(?:\\.(?<patch>${numberPattern}))?)?(?:(?<phase>beta|rc|-pre)(?<candidate>[0-9]+))?(?: X:.*)?$`,
);

/** What most versions are. */
const plainShape = new RegExp(`^v?(${numberPattern})\\.(${numberPattern})\\.(${numberPattern})$`);
const released: readonly string[] = [];

function parse(text: string): GoVersion | undefined {
  const plain = plainShape.exec(text);
  if (plain !== null)
    return { major: plain[1] ?? '', minor: plain[2] ?? '', patch: plain[3] ?? '', pre: released };
  const { major, minor = '0', patch = '0', pre } = moduleShape.exec(text)?.groups ?? {};
  if (major !== undefined) return { major, minor, patch, pre: splitIdentifiers(pre) };
  return parseRelease(text);
}

function parseRelease(text: string): GoVersion | undefined {
  const { major, minor = '0', patch = '0', phase, candidate } = releaseShape.exec(text)?.groups ?? {};
  if (major === undefined) return undefined;
  return {
    major,
    minor,
    patch,
    pre: phase === undefined || candidate === undefined ? [] : [phase.replace('-', ''), candidate],
  };
}

function compare(a: GoVersion, b: GoVersion): number {
  return (
    compareDigits(a.major, b.major) ||
    compareDigits(a.minor, b.minor) ||
    compareDigits(a.patch, b.patch) ||
    comparePreReleases(a.pre, b.pre)
  );
}

export const go: VersionScheme<GoVersion> = {
  id: 'go',
  spec: 'https://pkg.go.dev/golang.org/x/mod/semver',
  parse,
  compare,
};
