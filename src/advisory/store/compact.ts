/** Keeps the number of segments small: newer ones are merged into older ones of like size. */
import { decodePointer, encodePointer, recordPrefix } from './codec.ts';
import { openCollection } from './collection.ts';
import { mergeEntries } from './merge.ts';
import { createSegmentWriter, type SegmentFile } from './segment-writer.ts';

/** A segment stays as it is while it is so many times larger than all newer ones together. */
const growth = 3;

/**
 * `files`: newest first. Every byte is rewritten a logarithmic number of times over a feed's life, so that an update
 * costs in proportion to what it changes.
 */
export function compact(directory: string, files: readonly SegmentFile[]): readonly SegmentFile[] {
  let merged = 1;
  let bytes = files[0]?.bytes ?? 0;
  for (const older of files.slice(1)) {
    if (older.bytes > growth * bytes) break;
    merged += 1;
    bytes += older.bytes;
  }
  if (merged < 2) return files;
  const segment = mergeSegments(directory, files.slice(0, merged), merged === files.length);
  return [...(segment === undefined ? [] : [segment]), ...files.slice(merged)];
}

/** `isWhole`: there are no older segments, so that entries which only hide theirs can go. */
function mergeSegments(
  directory: string,
  files: readonly SegmentFile[],
  isWhole: boolean,
): SegmentFile | undefined {
  const { segments, close } = openCollection(directory, files);
  const merged = () => mergeEntries(segments.map((segment) => segment.entries()));
  const writer = createSegmentWriter(directory);
  try {
    // Records lie before the keys that point at them.
    const offsets: number[] = [];
    for (const { key, value, source } of merged()) {
      if (!key.startsWith(recordPrefix) || value.length === 0) continue;
      const { offset, length } = decodePointer(value);
      const bytes = segments[source]?.record(offset, length);
      if (bytes !== undefined) offsets.push(writer.append([bytes]));
    }
    let record = 0;
    let entries = 0;
    for (const { key, value } of merged()) {
      if (value.length === 0 && isWhole) continue;
      entries += 1;
      if (!key.startsWith(recordPrefix) || value.length === 0) writer.add(key, value);
      else writer.add(key, encodePointer(offsets[record++] ?? 0, decodePointer(value).length));
    }
    return entries === 0 ? undefined : writer.finish();
  } finally {
    writer.abandon();
    close();
  }
}
