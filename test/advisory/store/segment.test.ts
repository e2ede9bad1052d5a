import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { keyOf } from '../../../src/advisory/store/segment-format.ts';
import { openSegment } from '../../../src/advisory/store/segment-reader.ts';
import { createSegmentWriter, segmentName } from '../../../src/advisory/store/segment-writer.ts';
import { createSorter } from '../../../src/advisory/store/sorter.ts';
import { ImgscanError } from '../../../src/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'imgscan-segment-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Row = readonly [group: string, member: string, value: string];

const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'));
const rows = fc.uniqueArray(fc.tuple(word, word, fc.string({ maxLength: 2000 })), {
  maxLength: 200,
  selector: ([group, member]) => keyOf('a', group, member),
});

function write(list: readonly Row[]): string {
  const sorter = createSorter({ directory, maxEntries: 50 });
  for (const [group, member, value] of list) sorter.put(keyOf('a', group, member), Buffer.from(value));
  const writer = createSegmentWriter(directory);
  for (const { key, value } of sorter.sorted()) writer.add(key, value);
  sorter.close();
  return join(directory, segmentName(writer.finish().sha256));
}

describe('a segment', () => {
  it('gives back what was put, by group, whatever the keys', () => {
    fc.assert(
      fc.property(rows, word, (list, other) => {
        const segment = openSegment(write(list));
        for (const wanted of [...list.map(([group]) => group), other]) {
          const found = segment.group(`a\0${wanted}`).map(({ member, value }) => [member, value.toString()]);
          const expected = list
            .filter(([group]) => group === wanted)
            .map(([, member, value]) => [member, value])
            .sort(([a = ''], [b = '']) => (keyOf(a) < keyOf(b) ? -1 : 1));
          expect(found).toEqual(expected);
        }
        expect([...segment.entries()]).toHaveLength(list.length);
        segment.close();
      }),
      { numRuns: 40 },
    );
  });

  it('has the same name for the same content, and refuses keys out of order', () => {
    const list: readonly Row[] = [
      ['b', 'y', '2'],
      ['a', 'x', '1'],
    ];
    expect(write(list)).toBe(write(list.toReversed()));
    const writer = createSegmentWriter(directory);
    writer.add('b\0', Buffer.alloc(1));
    expect(() => writer.add('a\0', Buffer.alloc(1))).toThrow('must rise');
    writer.abandon();
  });

  it('that was damaged says so and does nothing worse, wherever the damage is', () => {
    const list = Array.from(
      { length: 300 },
      (_, at): Row => [`g${at % 50}`, `m${at}`, `value ${at}`.repeat(9)],
    );
    const whole = readFileSync(write(list));
    const path = join(directory, 'damaged');
    const look = (bytes: Uint8Array): void => {
      writeFileSync(path, bytes);
      try {
        const segment = openSegment(path);
        try {
          for (let at = 0; at < 50; at += 1) segment.group(`a\0g${at}`);
          expect([...segment.entries()].length).toBeLessThanOrEqual(list.length);
          segment.record(8, 10);
        } finally {
          segment.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ImgscanError);
        expect(error).toMatchObject({ code: 'ADVISORY_INVALID' });
      }
    };
    const place = fc.nat({ max: whole.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        look(bytes);
        look(whole.subarray(0, at));
      }),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => look(bytes)),
      { numRuns: 50 },
    );
  });
});
