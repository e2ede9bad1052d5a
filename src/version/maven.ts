/** Maven versions in ComparableVersion's order. https://maven.apache.org/pom.html#version-order-specification */
import { compareDigits, compareText, isDigit } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

type Item = { readonly number: string } | { readonly word: string } | readonly Item[];

export interface MavenVersion {
  readonly items: readonly Item[];
}

/** Lists nest with every hyphen and every change between digits and letters, so their depth needs a bound. */
const maxLength = 512;

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const aliases: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' };
/** Only directly before a digit. */
const shortAliases: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };

function parse(text: string): MavenVersion | undefined {
  if (text.length === 0 || text.length > maxLength || /\s/.test(text)) return undefined;
  return { items: readItems(text.toLowerCase()) };
}

/** Splits at dots; hyphens and changes between digits and letters open a nested list that runs to the end. */
function readItems(text: string): readonly Item[] {
  const lists: Item[][] = [[]];
  let start = 0;
  const add = (item: Item) => lists.at(-1)?.push(item);
  const take = (end: number, beforeDigit: boolean) => {
    add(end === start ? { number: '0' } : readItem(text.slice(start, end), beforeDigit));
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '.' || character === '-') {
      take(index, false);
      start = index + 1;
      if (character === '-') lists.push([]);
    } else if (index > start && isDigit(character) !== isDigit(text[index - 1])) {
      const toDigit = isDigit(character);
      if (toDigit && (lists.at(-1)?.length ?? 0) > 0) lists.push([]);
      take(index, toDigit);
      start = index;
      lists.push([]);
    }
  }
  if (start < text.length) {
    if (!isDigit(text[start]) && (lists.at(-1)?.length ?? 0) > 0) lists.push([]);
    take(text.length, false);
  }
  return nest(lists);
}

function nest(lists: readonly Item[][]): readonly Item[] {
  let inner: Item[] | undefined;
  for (const list of lists.toReversed()) {
    if (inner !== undefined) list.push(inner);
    dropNulls(list);
    inner = list;
  }
  return inner ?? [];
}

/** Removes what says nothing (0, release words, empty lists) from the end, looking past nested lists. */
function dropNulls(list: Item[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index];
    if (item === undefined) continue;
    if (isNull(item)) list.splice(index, 1);
    else if (!isList(item)) break;
  }
}

function readItem(text: string, beforeDigit: boolean): Item {
  if (isDigit(text[0])) return { number: text };
  const word = beforeDigit && Object.hasOwn(shortAliases, text) ? (shortAliases[text] ?? text) : text;
  return { word: Object.hasOwn(aliases, word) ? (aliases[word] ?? word) : word };
}

function isList(item: Item): item is readonly Item[] {
  return Array.isArray(item);
}

function isNull(item: Item): boolean {
  if (isList(item)) return item.length === 0;
  return 'number' in item ? /^0*$/.test(item.number) : item.word === '';
}

function compare(a: MavenVersion, b: MavenVersion): number {
  return compareLists(a.items, b.items);
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = compareItems(a[index], b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareToNothing(b);
  if (b === undefined) return compareToNothing(a);
  if (isList(a) && isList(b)) return compareLists(a, b);
  if (isList(a) || isList(b)) return rank(a) - rank(b);
  if ('number' in a && 'number' in b) return compareDigits(a.number, b.number);
  if ('word' in a && 'word' in b) return compareWords(a.word, b.word);
  return rank(a) - rank(b);
}

function compareToNothing(item: Item): number {
  if ('number' in item) return isNull(item) ? 0 : 1;
  if ('word' in item) return compareWords(item.word, '');
  for (const inner of item) {
    const difference = compareToNothing(inner);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Words before lists before numbers. */
function rank(item: Item): number {
  if (isList(item)) return 1;
  return 'word' in item ? 0 : 2;
}

/** Known qualifiers in their order, then all other words by text. */
function compareWords(a: string, b: string): number {
  const left = qualifiers.indexOf(a);
  const right = qualifiers.indexOf(b);
  if (left >= 0 && right >= 0) return left - right;
  if (left < 0 && right < 0) return compareText(a, b);
  return left < 0 ? 1 : -1;
}

export const maven: VersionScheme<MavenVersion> = {
  id: 'maven',
  spec: 'https://maven.apache.org/pom.html#version-order-specification',
  parse,
  compare,
};
