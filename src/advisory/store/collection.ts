/** One feed in the store: segments, newest first, read as if they were one. */
import { join } from 'node:path';
import { decodePointer, decodeRecord, groups, type StoredRecord } from './codec.ts';
import { keyOf } from './segment-format.ts';
import { type Member, openSegment, type SegmentReader } from './segment-reader.ts';
import { type SegmentFile, segmentName } from './segment-writer.ts';

export interface Collection {
  /** What stands of a group, by member. */
  group(group: string): readonly Member[];
  /** The record of an id; the first of its parts where it has several. */
  record(id: string): StoredRecord | undefined;
  /** All parts of a record. */
  records(id: string): readonly StoredRecord[];
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
  /** What stands of a group, with the segment that has it. */
  const find = (group: string): readonly Found[] => {
    const [only, another] = segments;
    if (only !== undefined && another === undefined) {
      return only.group(group).flatMap((found) => (isStanding(found) ? { found, segment: only } : []));
    }
    const members = new Map<string, Found>();
    for (const segment of segments) {
      for (const found of segment.group(group)) {
        if (!members.has(found.member)) members.set(found.member, { found, segment });
      }
    }
    return [...members.values()].filter(({ found }) => isStanding(found)).sort(byMember);
  };
  return {
    segments,
    group(group) {
      const [only, another] = segments;
      if (only === undefined || another !== undefined) return find(group).map(({ found }) => found);
      return only.group(group).filter(isStanding);
    },
    record(id) {
      const [first] = find(groups.record(id));
      return first === undefined ? undefined : read(first);
    },
    records: (id) => find(groups.record(id)).map(read),
    close() {
      for (const segment of segments) segment.close();
    },
  };
}

/** An empty value says that an older one is gone. */
function isStanding({ value }: Member): boolean {
  return value.length > 0;
}

interface Found {
  readonly found: Member;
  readonly segment: SegmentReader;
}

function read({ found, segment }: Found): StoredRecord {
  const { offset, length } = decodePointer(found.value);
  return decodeRecord(segment.record(offset, length));
}

/** The order of one segment, which is that of bytes. */
function byMember({ found: { member: a } }: Found, { found: { member: b } }: Found): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
