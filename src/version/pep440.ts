/** Python versions. https://packaging.python.org/en/latest/specifications/version-specifiers/ */
import { compareDigits, compareText, isDigits, withoutTrailingZeros } from './digits.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export interface Pep440Version {
  readonly epoch: string;
  /** Without trailing zeros. */
  readonly release: readonly string[];
  /** `a`, `b`, `rc`; a development release without one sorts before them, a final release after. */
  readonly phase: number;
  readonly pre: string;
  readonly post?: string;
  readonly dev?: string;
  readonly local?: readonly string[];
}

const shape =
  /^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)(?:[-_.]?(?<phase>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<pre>[0-9]*))?(?:-(?<post1>[0-9]+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<post2>[0-9]*))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]*))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

/** What most versions are. */
const plainShape = /^[0-9]+(?:\.[0-9]+)*$/;

const phases: Readonly<Record<string, number>> = {
  a: 1,
  alpha: 1,
  b: 2,
  beta: 2,
  c: 3,
  rc: 3,
  pre: 3,
  preview: 3,
};
const devOnlyPhase = 0;
const finalPhase = 4;

function parse(text: string): Pep440Version | undefined {
  if (plainShape.test(text)) return { epoch: '0', release: releaseOf(text), phase: finalPhase, pre: '' };
  const groups = shape.exec(text.trim().toLowerCase())?.groups;
  if (groups === undefined) return undefined;
  const {
    epoch = '0',
    release = '',
    phase,
    pre = '',
    post1,
    post,
    post2 = '',
    dev,
    devNumber = '',
    local,
  } = groups;
  const postNumber = post1 ?? (post === undefined ? undefined : post2);
  const finalOrDev = dev !== undefined && postNumber === undefined ? devOnlyPhase : finalPhase;
  return {
    epoch,
    release: releaseOf(release),
    phase: phase === undefined ? finalOrDev : (phases[phase] ?? finalPhase),
    pre,
    ...(postNumber === undefined ? {} : { post: postNumber }),
    ...(dev === undefined ? {} : { dev: devNumber }),
    ...(local === undefined ? {} : { local: local.split(/[-_.]/) }),
  };
}

function releaseOf(text: string): readonly string[] {
  return withoutTrailingZeros(text.split('.'));
}

function compare(a: Pep440Version, b: Pep440Version): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareLists(a.release, b.release, compareDigits) ||
    a.phase - b.phase ||
    compareDigits(a.pre, b.pre) ||
    compareOptional(a.post, b.post, -1, compareDigits) ||
    compareOptional(a.dev, b.dev, 1, compareDigits) ||
    compareOptional(a.local, b.local, -1, (x, y) => compareLists(x, y, compareLocal))
  );
}

/** `absent` is where a missing part sorts: -1 before all others, 1 after them. */
function compareOptional<T>(
  a: T | undefined,
  b: T | undefined,
  absent: number,
  order: (a: T, b: T) => number,
): number {
  if (a === undefined) return b === undefined ? 0 : absent;
  return b === undefined ? -absent : order(a, b);
}

/** In a local version numbers sort after words. */
function compareLocal(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) return compareDigits(a, b);
  return Number(isDigits(a)) - Number(isDigits(b)) || compareText(a, b);
}

export const pep440: VersionScheme<Pep440Version> = {
  id: 'pep440',
  spec: 'https://packaging.python.org/en/latest/specifications/version-specifiers/',
  parse,
  compare,
};
