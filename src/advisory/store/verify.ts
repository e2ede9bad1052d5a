/** Reads all of a segment that somebody else made: what passes can be looked up in like one's own. */
import { ImgscanError } from '../../errors.ts';
import { decodeAffected } from './affected.ts';
import { decodeExploitation, decodePointer, decodeRecord } from './codec.ts';
import { textOf } from './segment-format.ts';
import { openSegment } from './segment-reader.ts';

/** Throws ADVISORY_INVALID for keys out of order, values of another shape, and pointers that lead to no record. */
export function verifySegment(path: string): void {
  const segment = openSegment(path);
  try {
    let last = '';
    for (const { key, value } of segment.entries()) {
      if (key <= last) throw new ImgscanError('ADVISORY_INVALID', `${path}: its keys are out of order`);
      last = key;
      const [kind, ecosystem = '', name = '', id = ''] = key.split('\0');
      if (value.length === 0) continue;
      if (kind === 'a') {
        const named = { ecosystem: textOf(ecosystem), name: textOf(name), id: textOf(id) };
        decodeAffected(value, named, () => ({ head: unread, rating: { severity: 'unknown' } }));
      } else if (kind === 'r') {
        const { offset, length } = decodePointer(value);
        decodeRecord(segment.record(offset, length));
      } else if (kind === 'x') decodeExploitation(value);
    }
  } finally {
    segment.close();
  }
}

const unread = { id: '', modified: '', aliases: [], summary: '', url: '' };
