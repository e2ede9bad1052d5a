/** A package's header: an index of tags over a block of data. https://rpm-software-management.github.io/rpm/manual/format_header.html */
import { viewOf } from './store.ts';

/** Tags by number; https://rpm-software-management.github.io/rpm/manual/tags.html */
export const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  size: 1009,
  vendor: 1011,
  license: 1014,
  architecture: 1022,
  oldFileNames: 1027,
  fileModes: 1030,
  sourceRpm: 1044,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  longSize: 5009,
  modularityLabel: 5096,
} as const;

type Tag = (typeof tags)[keyof typeof tags];

/** A header's values by tag; what is absent or of another type than asked for is undefined or empty. */
export interface Header {
  text(tag: Tag): string | undefined;
  texts(tag: Tag): readonly string[];
  integers(tag: Tag): readonly number[];
}

interface IndexEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

const indexEntryBytes = 16;
/** rpm itself takes no more. */
const maxEntries = 65_535;
/** Files of one package; the largest of distributions have some ten thousand. */
const maxValues = 500_000;
const textType = 6;
const textListType = 8;
const translatedType = 9;
const integerBytes: ReadonlyMap<number, 2 | 4 | 8> = new Map([
  [3, 2],
  [4, 4],
  [5, 8],
]);
const wantedTags: ReadonlySet<number> = new Set(Object.values(tags));

/** Reads the index of a header without its lead-in magic, as databases hold it; throws when it is none. */
export function decodeHeader(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  if (bytes.length < 8) throw new Error('the header is cut off');
  const entries = view.getUint32(0);
  const dataBytes = view.getUint32(4);
  const dataStart = 8 + entries * indexEntryBytes;
  if (entries === 0 || entries > maxEntries) throw new Error(`the header claims ${entries} entries`);
  if (dataStart + dataBytes > bytes.length) throw new Error('the header is cut off');
  const data = bytes.subarray(dataStart, dataStart + dataBytes);
  const index = new Map<number, IndexEntry>();
  for (let at = 8; at < dataStart; at += indexEntryBytes) {
    const tag = view.getUint32(at);
    if (!wantedTags.has(tag) || index.has(tag)) continue;
    index.set(tag, {
      type: view.getUint32(at + 4),
      offset: view.getUint32(at + 8),
      count: view.getUint32(at + 12),
    });
  }
  return {
    text: (tag) => readTexts(data, index.get(tag), 1)[0],
    texts: (tag) => readTexts(data, index.get(tag), Number.POSITIVE_INFINITY),
    integers: (tag) => readIntegers(data, index.get(tag)),
  };
}

/** Ends with the data, whatever count is claimed; throws for more values than any package has. */
function readTexts(data: Uint8Array, entry: IndexEntry | undefined, limit: number): readonly string[] {
  if (entry === undefined || ![textType, textListType, translatedType].includes(entry.type)) return [];
  const found: string[] = [];
  const decoder = new TextDecoder('utf-8');
  for (let at = entry.offset; found.length < Math.min(entry.count, limit); ) {
    const end = at < data.length ? data.indexOf(0, at) : -1;
    if (end === -1) break;
    if (found.length === maxValues) throw new Error(`the header has more than ${maxValues} values of a kind`);
    found.push(decoder.decode(data.subarray(at, end)));
    at = end + 1;
  }
  return found;
}

/** As `readTexts`. */
function readIntegers(data: Uint8Array, entry: IndexEntry | undefined): readonly number[] {
  const width = integerBytes.get(entry?.type ?? 0);
  if (entry === undefined || width === undefined) return [];
  const view = viewOf(data);
  const found: number[] = [];
  for (let at = entry.offset; found.length < entry.count && at + width <= data.length; at += width) {
    if (found.length === maxValues) throw new Error(`the header has more than ${maxValues} values of a kind`);
    if (width === 2) found.push(view.getUint16(at));
    else found.push(width === 4 ? view.getUint32(at) : Number(view.getBigUint64(at)));
  }
  return found;
}
