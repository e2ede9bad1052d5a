/** RubyGems versions. https://docs.ruby-lang.org/en/master/Gem/Version.html */
import { compareDigits, compareText, isDigit, withoutTrailingZeros } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

/** Runs of digits and of letters, without the zeros that end the numbers before a pre-release and the whole. */
export type GemVersion = readonly string[];

function parse(text: string): GemVersion | undefined {
  const trimmed = text.trim();
  if (!/^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(trimmed)) return undefined;
  const parts = trimmed.replaceAll('-', '.pre.').match(/[0-9]+|[a-z]+/gi) ?? [];
  const firstWord = parts.findIndex((part) => !isDigit(part[0]));
  const split = firstWord < 0 ? parts.length : firstWord;
  return [...withoutTrailingZeros(parts.slice(0, split)), ...withoutTrailingZeros(parts.slice(split))];
}

function compare(a: GemVersion, b: GemVersion): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = compareParts(a[index] ?? '0', b[index] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A word is a pre-release: it sorts before every number. */
function compareParts(a: string, b: string): number {
  const aIsNumber = isDigit(a[0]);
  const bIsNumber = isDigit(b[0]);
  if (aIsNumber && bIsNumber) return compareDigits(a, b);
  return Number(aIsNumber) - Number(bIsNumber) || compareText(a, b);
}

export const gem: VersionScheme<GemVersion> = {
  id: 'gem',
  spec: 'https://docs.ruby-lang.org/en/master/Gem/Version.html',
  parse,
  compare,
};
