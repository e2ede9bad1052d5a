import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { scoreOf } from '../../../src/advisory/cvss.ts';
import { decodeOsv } from '../../../src/advisory/osv.ts';
import { createBuilder } from '../../../src/advisory/store/build.ts';
import { openCollection } from '../../../src/advisory/store/collection.ts';
import type { Feed } from '../../../src/advisory/store/manifest.ts';
import { openStore } from '../../../src/advisory/store/open.ts';
import { withStoreWriter } from '../../../src/advisory/store/writer.ts';
import type { Advisory } from '../../../src/model/advisory.ts';

const root = mkdtempSync(join(tmpdir(), 'imgscan-store-'));
afterAll(() => rmSync(root, { recursive: true }));

interface TestRecord {
  readonly id: string;
  readonly packages: readonly string[];
  readonly alias: string;
  readonly fixed: string;
  readonly isWithdrawn: boolean;
}

const names = ['left-pad', 'minimist', 'é-pad', '@scope/name'];
const ids = Array.from({ length: 12 }, (_, at) => `GHSA-${at}`);
const record: fc.Arbitrary<TestRecord> = fc.record({
  id: fc.constantFrom(...ids),
  packages: fc.uniqueArray(fc.constantFrom(...names)),
  alias: fc.constantFrom('CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3'),
  fixed: fc.constantFrom('1.0.0', '2.0.0'),
  isWithdrawn: fc.boolean(),
});
/** One update: records that are new or changed, and ids that went away. */
const update = fc.record({
  put: fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 6 }),
  remove: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
});

function toOsv({ id, packages, alias, fixed, isWithdrawn }: TestRecord, number: number) {
  return {
    id,
    modified: `2024-01-01T00:00:${String(number % 60).padStart(2, '0')}Z`,
    ...(isWithdrawn ? { withdrawn: '2024-02-01T00:00:00Z' } : {}),
    aliases: [alias],
    summary: `Trouble ${number}`,
    affected: packages.map((name) => ({
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
    })),
  };
}

type Osv = ReturnType<typeof toOsv>;

async function apply(directory: string, put: readonly Osv[], remove: readonly string[], isWhole: boolean) {
  await withStoreWriter(directory, { waitMs: 0 }, async (writer) => {
    const feed = isWhole ? undefined : writer.manifest().feeds['osv/npm'];
    const collection = feed && openCollection(writer.segments, feed.segments);
    const builder = createBuilder({
      directory: writer.segments,
      wants: (ecosystem) => ecosystem === 'npm',
      ...(feed && collection ? { previous: { counts: feed, collection } } : {}),
    });
    for (const value of put) {
      const original = { bytes: deflateRawSync(JSON.stringify(value)), isDeflated: true };
      builder.put(decodeOsv(value, 'x', scoreOf), original);
    }
    for (const id of remove) builder.remove(id);
    const { segment, counts } = builder.finish();
    collection?.close();
    const next: Feed = {
      ...counts,
      updated: '2024-03-01T00:00:00Z',
      skipped: 0,
      origin: { location: 'test', files: {} },
      segments: [...(segment === undefined ? [] : [segment]), ...(feed?.segments ?? [])],
    };
    writer.commit('osv/npm', next);
  });
}

function contents(directory: string) {
  const store = openStore(directory);
  const { records, ecosystems } = store.status();
  const seen = {
    records,
    ecosystems,
    packages: names.map((name) => store.lookup('npm', name).map(plain)),
    aliases: ['CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3'].map((name) =>
      store.records(name).map(({ head }) => head.id),
    ),
    originals: ids.map((id) => store.records(id).map((found) => found.original())),
    problems: store.status().problems,
  };
  store.close();
  return seen;
}

/** With what is read from the record when it is asked for. */
function plain(advisory: Advisory) {
  const { aliases, severity, summary, url, modified } = advisory;
  return { ...advisory, aliases, severity, summary, url, modified };
}

let run = 0;

describe('a store that is updated piece by piece', () => {
  it('is the store that is built at once from where the pieces lead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 8 }), async (updates) => {
        run += 1;
        const [grown, built] = [join(root, `grown-${run}`), join(root, `built-${run}`)];
        const state = new Map<string, Osv>();
        let number = 0;
        const nextNumber = () => {
          number += 1;
          return number;
        };
        for (const [index, { put, remove }] of updates.entries()) {
          const gone = remove.filter((id) => !put.some((one) => one.id === id));
          const changed = put.map((one) => toOsv(one, nextNumber()));
          for (const one of changed) state.set(one.id, one);
          for (const id of gone) state.delete(id);
          await apply(grown, changed, gone, index === 0);
        }
        await apply(built, [...state.values()], [], true);
        expect(contents(grown)).toEqual(contents(built));
        expect(contents(grown).problems).toBeUndefined();
        // Merged segments are gone.
        const segments = readdirSync(join(grown, 'segments'));
        expect(segments).toHaveLength(new Set(segments).size);
        expect(segments.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 20 },
    );
  });
});
