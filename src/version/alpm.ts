/** Arch Linux versions in pacman's order: epoch, version, release. https://man.archlinux.org/man/vercmp.8 */
import { compareDigits, compareText, isDigit } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

export interface AlpmVersion {
  readonly epoch: string;
  readonly version: string;
  /** Absent equals every release, as pacman has it: no order of versions with and without, but of those with. */
  readonly release?: string;
}

function parse(text: string): AlpmVersion | undefined {
  const shape = /^(?:(?<epoch>[0-9]*):)?(?<version>[^\s:-]+)(?:-(?<release>[^\s:-]+))?$/;
  const groups = shape.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { epoch = '0', version = '', release } = groups;
  return { epoch, version, ...(release === undefined ? {} : { release }) };
}

function compare(a: AlpmVersion, b: AlpmVersion): number {
  const difference = compareDigits(a.epoch, b.epoch) || compareParts(a.version, b.version);
  if (difference !== 0 || a.release === undefined || b.release === undefined) return difference;
  return compareParts(a.release, b.release);
}

interface Segment {
  /** How many characters that are no letters and digits come before it. */
  readonly gap: number;
  /** Digits or letters; empty at the end. */
  readonly text: string;
}

/** Letters before the end before numbers, a wider gap after a narrower one. */
function compareParts(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (let index = 0; ; index++) {
    const [one, two] = [left[index], right[index]];
    if (one === undefined || two === undefined) return 0;
    if (one.text === '' || two.text === '') return compareEnds(one, two);
    const difference =
      one.gap - two.gap ||
      Number(isDigit(one.text[0])) - Number(isDigit(two.text[0])) ||
      compareTexts(one.text, two.text);
    if (difference !== 0) return difference;
  }
}

/** At least one of them is the end; what is left of the other decides. */
function compareEnds(one: Segment, two: Segment): number {
  if (one.text === '' && two.text === '') return Math.sign(one.gap) - Math.sign(two.gap);
  return one.text === '' ? -compareToEnd(two, one) : compareToEnd(one, two);
}

function compareToEnd(rest: Segment, end: Segment): number {
  // Only with separators on both sides pacman has looked past those of the rest.
  const startsWithLetter = !isDigit(rest.text[0]) && (rest.gap === 0 || end.gap > 0);
  return startsWithLetter ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  return isDigit(a[0]) ? compareDigits(a, b) : compareText(a, b);
}

/** All segments, and the end. */
function segments(text: string): readonly Segment[] {
  const found = [...text.matchAll(/(?<gap>[^0-9A-Za-z]*)(?<text>[0-9]+|[A-Za-z]+|$)/g)];
  return found.map(({ groups }) => ({ gap: groups?.['gap']?.length ?? 0, text: groups?.['text'] ?? '' }));
}

export const alpm: VersionScheme<AlpmVersion> = {
  id: 'alpm',
  spec: 'https://man.archlinux.org/man/vercmp.8',
  parse,
  compare,
};
