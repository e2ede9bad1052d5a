/** Sorts more entries than fit into memory: full buffers go to temporary files, which are merged as they are read. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { mergeEntries } from './merge.ts';
import type { Entry } from './segment-reader.ts';
import { temporarySuffix } from './segment-writer.ts';

export interface Sorter {
  put(key: string, value: Uint8Array): void;
  /** By key; of those with the same key the last one put. To be walked once, after the last `put`. */
  sorted(): Iterable<Entry>;
  /** Gives the temporary files back. */
  close(): void;
}

export interface SorterOptions {
  readonly directory: string;
  /** Bytes of values, and number of entries, that are held in memory. */
  readonly maxBytes?: number;
  readonly maxEntries?: number;
}

const readBytes = 128 * 1024;

export function createSorter(options: SorterOptions): Sorter {
  const { directory, maxBytes = 6 * 1024 * 1024, maxEntries = 80_000 } = options;
  /** Files that are gone from the directory already: they end with the process, however it ends. */
  const runs: number[] = [];
  let values = Buffer.allocUnsafe(Math.min(maxBytes, 1024 * 1024));
  let length = 0;
  let keys: string[] = [];
  let ends: number[] = [];

  function* held(): Generator<Entry, void, undefined> {
    let lastKey: string | undefined;
    for (const order of byKind()) {
      order.sort((a, b) => {
        const left = keys[a] ?? '';
        const right = keys[b] ?? '';
        // The later of two with the same key comes first, as the newer source does in a merge.
        return left < right ? -1 : left > right ? 1 : b - a;
      });
      for (const at of order) {
        const key = keys[at] ?? '';
        if (key !== lastKey) yield { key, value: values.subarray(at === 0 ? 0 : ends[at - 1], ends[at]) };
        lastKey = key;
      }
    }
  }

  /** Indexes of keys by their first character: those of records come in order, and sorting what is sorted costs little. */
  const byKind = (): readonly number[][] => {
    const kinds = new Map<string, number[]>();
    for (const [at, key] of keys.entries()) {
      const kind = kinds.get(key[0] ?? '');
      if (kind === undefined) kinds.set(key[0] ?? '', [at]);
      else kind.push(at);
    }
    return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, order]) => order);
  };

  const spill = (): void => {
    runs.push(writeRun(directory, held()));
    length = 0;
    keys = [];
    ends = [];
  };

  return {
    put(key, value) {
      if (keys.length >= maxEntries || (length > 0 && length + value.length > maxBytes)) spill();
      if (length + value.length > values.length) {
        const larger = Buffer.allocUnsafe(Math.max(length + value.length, values.length * 2));
        values.copy(larger, 0, 0, length);
        values = larger;
      }
      values.set(value, length);
      length += value.length;
      keys.push(key);
      ends.push(length);
    },
    sorted: () => (runs.length === 0 ? held() : mergeEntries([held(), ...runs.toReversed().map(readRun)])),
    close() {
      for (const run of runs.splice(0)) closeSync(run);
    },
  };
}

/** Length of key, length of value, key, value; back to back. */
function writeRun(directory: string, entries: Iterable<Entry>): number {
  const path = join(directory, `${randomUUID()}${temporarySuffix}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  let chunk = Buffer.allocUnsafe(readBytes);
  let length = 0;
  const flush = (): void => {
    for (let done = 0; done < length; ) done += writeSync(file, chunk, done, length - done);
    length = 0;
  };
  for (const { key, value } of entries) {
    const needed = 6 + key.length + value.length;
    if (length + needed > chunk.length) flush();
    if (needed > chunk.length) chunk = Buffer.allocUnsafe(needed);
    chunk.writeUInt16BE(key.length, length);
    chunk.writeUInt32BE(value.length, length + 2);
    chunk.write(key, length + 6, 'latin1');
    chunk.set(value, length + 6 + key.length);
    length += needed;
  }
  flush();
  return file;
}

/** An entry is valid until the next one. */
function* readRun(file: number): Generator<Entry, void, undefined> {
  let memory = Buffer.allocUnsafe(readBytes);
  let chunk = memory.subarray(0, 0);
  let at = 0;
  let position = 0;
  /** Makes `count` bytes readable from `at` on; false at the end of the file. */
  const need = (count: number): boolean => {
    if (chunk.length - at >= count) return true;
    const next = count > memory.length ? Buffer.allocUnsafe(count) : memory;
    let length = chunk.copy(next, 0, at);
    while (length < count) {
      const read = readSync(file, next, length, next.length - length, position);
      if (read === 0) return false;
      position += read;
      length += read;
    }
    memory = next;
    chunk = next.subarray(0, length);
    at = 0;
    return true;
  };
  while (need(6)) {
    const keyBytes = chunk.readUInt16BE(at);
    const valueBytes = chunk.readUInt32BE(at + 2);
    if (!need(6 + keyBytes + valueBytes)) return;
    const keyEnd = at + 6 + keyBytes;
    yield {
      key: chunk.toString('latin1', at + 6, keyEnd),
      value: chunk.subarray(keyEnd, keyEnd + valueBytes),
    };
    at = keyEnd + valueBytes;
  }
}
