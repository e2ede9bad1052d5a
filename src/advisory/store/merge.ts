/** Merges sorted entries of several sources into one sorted walk; where they share a key, the newest source's stands. */
import type { Entry } from './segment-reader.ts';

/** `sources`: newest first. What hides older entries (an empty value) is handed on too. */
export function* mergeEntries(sources: readonly Iterator<Entry>[]): Generator<SourcedEntry, void, undefined> {
  const heap: SourcedEntry[] = [];
  const advance = (source: number): void => {
    const next = sources[source]?.next();
    if (next !== undefined && next.done !== true) push(heap, { ...next.value, source });
  };
  for (const source of sources.keys()) advance(source);
  let lastKey: string | undefined;
  for (let first = pop(heap); first !== undefined; first = pop(heap)) {
    const isNew = first.key !== lastKey;
    lastKey = first.key;
    if (isNew) yield first;
    advance(first.source);
  }
}

export interface SourcedEntry extends Entry {
  /** Index of the source that it comes from. */
  readonly source: number;
}

function isBefore(a: SourcedEntry, b: SourcedEntry): boolean {
  return a.key < b.key || (a.key === b.key && a.source < b.source);
}

/** A binary heap: the children of `at` are `2 at + 1` and the next. */
function push(heap: SourcedEntry[], entry: SourcedEntry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: SourcedEntry[]): SourcedEntry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const left = heap[child];
    const right = heap[child + 1];
    if (left === undefined) break;
    if (right !== undefined && isBefore(right, left)) child += 1;
    const smaller = heap[child];
    if (smaller === undefined || !isBefore(smaller, last)) break;
    heap[at] = smaller;
    at = child;
  }
  heap[at] = last;
  return first;
}
