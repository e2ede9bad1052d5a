/** NuGet versions: up to four numbers, labels without case. https://learn.microsoft.com/en-us/nuget/concepts/package-versioning */
import { compareDigits, compareText } from './digits.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export interface NugetVersion {
  /** Major, minor, patch, revision. */
  readonly numbers: readonly string[];
  /** In upper case, the order's own; none in a release. */
  readonly labels: readonly string[];
}

/** .NET's largest int. */
const maxInt = '2147483647';

const shape =
  /^(?<numbers>[0-9]+(?:\.[0-9]+){0,3})(?:-(?<labels>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function parse(text: string): NugetVersion | undefined {
  const { numbers, labels } = shape.exec(text.trim())?.groups ?? {};
  const front = numbers?.split('.') ?? [];
  const back = labels?.toUpperCase().split('.') ?? [];
  if (front.length === 0 || front.some((part) => compareDigits(part, maxInt) > 0)) return undefined;
  if (back.some((label) => /^0[0-9]+$/.test(label))) return undefined;
  return { numbers: [...front, '0', '0', '0'].slice(0, 4), labels: back };
}

function compare(a: NugetVersion, b: NugetVersion): number {
  const numbers = compareLists(a.numbers, b.numbers, compareDigits);
  if (numbers !== 0) return numbers;
  if (a.labels.length === 0 || b.labels.length === 0) return b.labels.length - a.labels.length;
  return compareLists(a.labels, b.labels, compareLabels);
}

/** Numbers by value and before words; `-1` is a number too, as .NET reads it. */
function compareLabels(a: string, b: string): number {
  const [left, right] = [readInt(a), readInt(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (left === undefined && right === undefined) return compareText(a, b);
  return left === undefined ? 1 : -1;
}

/** Undefined for a word, and for what is beyond 32 bits: so a double holds it. */
function readInt(label: string): number | undefined {
  const value = /^-?[0-9]+$/.test(label) ? Number(label) : Number.NaN;
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}

export const nuget: VersionScheme<NugetVersion> = {
  id: 'nuget',
  spec: 'https://learn.microsoft.com/en-us/nuget/concepts/package-versioning',
  parse,
  compare,
};
