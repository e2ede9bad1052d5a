/** RPM versions: epoch, version, release, each in rpmvercmp's order. https://rpm.org/docs/latest/man/rpm-version.7 */
import { compareDigits, compareText, isDigit } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

export interface RpmVersion {
  readonly epoch: string;
  readonly version: readonly string[];
  /** Absent sorts before every release. */
  readonly release?: readonly string[];
}

function parse(text: string): RpmVersion | undefined {
  const groups = /^(?:(?<epoch>[0-9]+):)?(?<version>[^\s:-]+)(?:-(?<release>[^\s:-]+))?$/.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { epoch = '0', version = '', release } = groups;
  const parts = { epoch, version: segments(version) };
  return release === undefined ? parts : { ...parts, release: segments(release) };
}

function compare(a: RpmVersion, b: RpmVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareParts(a.version, b.version) ||
    compareReleases(a.release, b.release)
  );
}

function compareReleases(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return compareParts(a, b);
}

/** Numbers beat letters, more segments beat fewer, `~` sorts before the end and `^` just after it. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = compareSegments(a[index], b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Everything that is no ASCII letter, digit, `~` or `^` only separates. */
function segments(text: string): readonly string[] {
  return text.match(/[0-9]+|[A-Za-z]+|[~^]/g) ?? [];
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0 || a === undefined || b === undefined) return difference;
  return isDigit(a[0]) ? compareDigits(a, b) : compareText(a, b);
}

function rank(segment: string | undefined): number {
  if (segment === '~') return 0;
  if (segment === undefined) return 1;
  if (segment === '^') return 2;
  return isDigit(segment[0]) ? 4 : 3;
}

export const rpm: VersionScheme<RpmVersion> = {
  id: 'rpm',
  spec: 'https://rpm.org/docs/latest/man/rpm-version.7',
  parse,
  compare,
};
