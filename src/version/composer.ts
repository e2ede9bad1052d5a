/** Composer versions: normalised as Composer does, then in the order of PHP's version_compare. https://getcomposer.org/doc/articles/versions.md */
import { compareDigits, isDigits } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

/** Runs of digits, and words of `ranks`. */
export type ComposerVersion = readonly string[];

/** Where a part sorts: words of pre-releases, then the end, then numbers, then patches. */
const ranks: Readonly<Record<string, number>> = { dev: 0, alpha: 1, beta: 2, rc: 3, patch: 6 };
const endRank = 4;
const numberRank = 5;
const shortWords: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', p: 'patch', pl: 'patch' };

/** What Composer puts for the `x` of a branch: 1.x-dev is after every 1.something. */
const wildcard = '9999999';

const modifier =
  '[._-]?(?:(?<word>stable|beta|b|rc|alpha|a|patch|pl|p)(?<count>(?:[.-]?[0-9]+(?:[.-][0-9]+)*)?))?(?<dev>[.-]?dev)?';
const plainShape = new RegExp(`^v?(?<numbers>[0-9]{1,5}(?:\\.[0-9]+){0,3})${modifier}$`, 'i');
const dateShape = new RegExp(
  `^v?(?<numbers>[0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3}){0,2})${modifier}$`,
  'i',
);
const branchShape = /^v?(?<numbers>[0-9]+(?:\.(?:[0-9]+|[x*])){0,3})[.-]?dev$/i;

/** Branches without a number (`dev-main`) have no place among versions. */
function parse(text: string): ComposerVersion | undefined {
  const version = text.trim().replace(/^([^,\s+]+)\+\S+$/, '$1');
  const plain = plainShape.exec(version)?.groups;
  if (plain) return [...fourNumbers(plain['numbers'], '0'), ...readModifier(plain)];
  const date = dateShape.exec(version)?.groups;
  if (date) return [...(date['numbers'] ?? '').split(/[.:-]/), ...readModifier(date)];
  const branch = branchShape.exec(version)?.groups;
  return branch && [...fourNumbers(branch['numbers'], wildcard), 'dev'];
}

function fourNumbers(text = '', filler: string): readonly string[] {
  const parts = text.split('.').map((part) => (isDigits(part) ? part : wildcard));
  return [...parts, filler, filler, filler].slice(0, 4);
}

function readModifier(groups: Readonly<Record<string, string | undefined>>): readonly string[] {
  const word = groups['word']?.toLowerCase();
  if (word === 'stable') return [];
  const counts = groups['count']?.match(/[0-9]+/g) ?? [];
  const dev = groups['dev'] === undefined ? [] : ['dev'];
  return word === undefined ? dev : [shortWords[word] ?? word, ...counts, ...dev];
}

function compare(a: ComposerVersion, b: ComposerVersion): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    const difference = rank(left) - rank(right);
    if (difference !== 0) return difference;
    if (left === undefined || right === undefined) continue;
    const byValue = isDigits(left) ? compareDigits(left, right) : 0;
    if (byValue !== 0) return byValue;
  }
  return 0;
}

function rank(part: string | undefined): number {
  if (part === undefined) return endRank;
  return ranks[part] ?? numberRank;
}

export const composer: VersionScheme<ComposerVersion> = {
  id: 'composer',
  spec: 'https://getcomposer.org/doc/articles/versions.md',
  parse,
  compare,
};
