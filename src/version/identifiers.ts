/** Semantic Versioning's order of dot-separated identifiers. https://semver.org/spec/v2.0.0.html#spec-item-11 */
import { compareDigits, compareText, isDigits } from './digits.ts';
import { compareLists } from './lists.ts';

/** A number without leading zeros, as a pattern; and an identifier of a pre-release, which may be one. */
export const numberPattern = '(?:0|[1-9][0-9]*)';
export const identifierPattern = `(?:${numberPattern}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;

/** Pre-releases as their identifiers; none, as a release has, comes after all others. */
export function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  return compareIdentifiers(a, b);
}

/** Numbers by value and before words; fewer identifiers before more. */
export function compareIdentifiers(a: readonly string[], b: readonly string[]): number {
  return compareLists(a, b, (left, right) => {
    const [leftIsNumber, rightIsNumber] = [isDigits(left), isDigits(right)];
    if (leftIsNumber && rightIsNumber) return compareDigits(left, right);
    return Number(rightIsNumber) - Number(leftIsNumber) || compareText(left, right);
  });
}

/** Identifiers of `a.b.c`; none of an absent text. */
export function splitIdentifiers(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('.');
}
