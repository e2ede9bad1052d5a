/** The functions of bake files that need nothing but their arguments. https://docs.docker.com/build/bake/stdlib/ */
import { posix } from 'node:path';
import type { HclValue } from './hcl-value.ts';

/** Undefined where the arguments do not fit: the value is not known then. */
export type HclFunction = (...args: readonly HclValue[]) => HclValue | undefined;

const mostFormatted = 10_000;

const toList = (value: HclValue | undefined): readonly HclValue[] | undefined =>
  Array.isArray(value) ? value : undefined;
const toRecord = (value: HclValue | undefined): Readonly<Record<string, HclValue>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;

/** Text, number or boolean as a template writes it. */
export function toText(value: HclValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

const ofTexts =
  (run: (...texts: readonly string[]) => HclValue | undefined): HclFunction =>
  (...args) => {
    const texts = args.map(toText);
    return texts.every((text) => text !== undefined) ? run(...texts.map((text) => text ?? '')) : undefined;
  };
const ofList =
  (run: (list: readonly HclValue[], rest: readonly HclValue[]) => HclValue | undefined): HclFunction =>
  (first, ...rest) => {
    const list = toList(first);
    return list === undefined ? undefined : run(list, rest);
  };
const sameJson = (a: HclValue | undefined, b: HclValue | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

export const hclFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ['and', (a, b) => (typeof a === 'boolean' && typeof b === 'boolean' ? a && b : undefined)],
  ['basename', ofTexts((path = '') => posix.basename(path))],
  ['chomp', ofTexts((text = '') => text.replace(/[\r\n]+$/, ''))],
  ['coalesce', (...args) => args.find((value) => value !== null && value !== '')],
  ['compact', ofList((list) => list.filter((value) => value !== '' && value !== null))],
  [
    'concat',
    (...args) => {
      const lists = args.map(toList);
      return lists.every((list) => list !== undefined) ? lists.flatMap((list) => list ?? []) : undefined;
    },
  ],
  ['contains', ofList((list, [wanted]) => list.some((value) => sameJson(value, wanted)))],
  ['dirname', ofTexts((path = '') => posix.dirname(path))],
  [
    'distinct',
    ofList((list) => list.filter((one, at) => list.findIndex((other) => sameJson(one, other)) === at)),
  ],
  ['element', ofList((list, [at]) => (typeof at === 'number' ? list[at % list.length] : undefined))],
  ['equal', (a, b) => sameJson(a, b)],
  ['flatten', ofList((list) => list.flatMap((value) => toList(value) ?? [value]))],
  ['format', (...args) => format(args)],
  ['join', (separator, list) => join(separator, list)],
  ['keys', (value) => Object.keys(toRecord(value) ?? {}).sort()],
  ['length', (value) => toList(value)?.length ?? Object.keys(toRecord(value) ?? {}).length],
  ['lookup', (record, key, otherwise) => toRecord(record)?.[toText(key) ?? ''] ?? otherwise],
  ['lower', ofTexts((text = '') => text.toLowerCase())],
  ['merge', (...args) => Object.fromEntries(args.flatMap((value) => Object.entries(toRecord(value) ?? {})))],
  ['not', (value) => (typeof value === 'boolean' ? !value : undefined)],
  ['notequal', (a, b) => !sameJson(a, b)],
  ['or', (a, b) => (typeof a === 'boolean' && typeof b === 'boolean' ? a || b : undefined)],
  ['replace', ofTexts((text = '', from = '', to = '') => (from === '' ? text : text.split(from).join(to)))],
  ['sanitize', ofTexts((text = '') => text.replace(/[^a-zA-Z0-9_-]/g, '_'))],
  ['split', ofTexts((separator = '', text = '') => text.split(separator))],
  ['strlen', ofTexts((text = '') => [...text].length)],
  ['title', ofTexts((text = '') => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()))],
  ['trim', ofTexts((text = '', cut = '') => trimSet(text, cut))],
  ['trimprefix', ofTexts((text = '', cut = '') => (text.startsWith(cut) ? text.slice(cut.length) : text))],
  ['trimspace', ofTexts((text = '') => text.trim())],
  [
    'trimsuffix',
    ofTexts((text = '', cut = '') => (text.endsWith(cut) ? text.slice(0, text.length - cut.length) : text)),
  ],
  ['upper', ofTexts((text = '') => text.toUpperCase())],
  [
    'values',
    (value) =>
      Object.entries(toRecord(value) ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one),
  ],
]);

function join(separator: HclValue | undefined, list: HclValue | undefined): string | undefined {
  const texts = toList(list)?.map(toText);
  if (texts === undefined || texts.includes(undefined)) return undefined;
  return texts.join(toText(separator) ?? '');
}

function trimSet(text: string, set: string): string {
  let [start, end] = [0, text.length];
  while (start < end && set.includes(text[start] ?? ' ')) start++;
  while (end > start && set.includes(text[end - 1] ?? ' ')) end--;
  return text.slice(start, end);
}

/** `%s`, `%d`, `%v` and `%q`; other verbs are not known. */
function format([pattern, ...args]: readonly HclValue[]): string | undefined {
  let at = 0;
  let isKnown = typeof pattern === 'string' && pattern.length <= mostFormatted;
  const text = String(pattern).replace(/%(?:%|([a-z]))?/gi, (whole, verb?: string) => {
    if (whole === '%%') return '%';
    const value = toText(args[at++]);
    if (value === undefined || verb === undefined || !/[sdvq]/.test(verb)) isKnown = false;
    return verb === 'q' ? JSON.stringify(value) : (value ?? '');
  });
  return isKnown ? text : undefined;
}
