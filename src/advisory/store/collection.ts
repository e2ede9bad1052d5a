/** One feed in the store: segments, newest first, read as if they were one. */
import { join } from 'node:path';
import { decodePointer, decodeRecord, groups, type StoredRecord } from './codec.ts';
import { type Member, openSegment, type SegmentReader } from './segment-reader.ts';
import { type SegmentFile, segmentName } from './segment-writer.ts';

export interface Collection {
  /** What stands of a group, by member. */
  group(group: string): readonly Member[];
  record(id: string): StoredRecord | undefined;
  /** Newest first. */
  readonly segments: readonly SegmentReader[];
  close(): void;
}

/** Throws what opening a file throws (ENOENT where another process has replaced it), and ADVISORY_INVALID. */
export function openCollection(directory: string, files: readonly SegmentFile[]): Collection {
  const segments: SegmentReader[] = [];
  try {
    for (const { sha256 } of files) segments.push(openSegment(join(directory, segmentName(sha256))));
  } catch (error) {
    for (const segment of segments) segment.close();
    throw error;
  }
  return {
    segments,
    group(group) {
      const [only] = segments;
      if (segments.length === 1 && only !== undefined) return only.group(group).filter(isPresent);
      const members = new Map<string, Member>();
      for (const segment of segments) {
        for (const found of segment.group(group)) {
          if (!members.has(found.member)) members.set(found.member, found);
        }
      }
      return [...members.values()].filter(isPresent);
    },
    record(id) {
      for (const segment of segments) {
        const [found] = segment.group(groups.record(id));
        if (found === undefined) continue;
        if (!isPresent(found)) return undefined;
        const { offset, length } = decodePointer(found.value);
        return decodeRecord(segment.record(offset, length));
      }
      return undefined;
    },
    close() {
      for (const segment of segments) segment.close();
    },
  };
}

function isPresent({ value }: Member): boolean {
  return value.length > 0;
}
