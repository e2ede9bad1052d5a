import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../../../src/advisory/store/open.ts';
import { httpOrigin } from '../../../src/advisory/update/http-origin.ts';
import { type FeedOutcome, type UpdateOptions, updateFeeds } from '../../../src/advisory/update/update.ts';
import { readZip } from '../../../src/advisory/update/zip.ts';
import { ImgscanError } from '../../../src/errors.ts';
import { type Mirror, osv, publish, startMirror } from './mirror.ts';

let directory = '';
let mirror: Mirror;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'imgscan-update-'));
  mirror = await startMirror();
});
afterEach(async () => {
  await mirror.close();
  rmSync(directory, { recursive: true });
});

/** Retries take no time. */
const clock = { now: () => 0, sleep: async () => undefined, random: () => 0 };

async function update(
  feeds: readonly string[],
  options: Partial<UpdateOptions> = {},
): Promise<readonly FeedOutcome[]> {
  const origin = httpOrigin(mirror.url, { environment: {}, spoolDirectory: join(directory, 'spool'), clock });
  mirror.requests.length = 0;
  try {
    return await updateFeeds({
      directory,
      feeds,
      origin,
      isPublic: false,
      waitMs: 0,
      now: () => new Date('2026-07-02T00:00:00Z'),
      ...options,
    });
  } finally {
    await origin.close();
  }
}

function look<T>(act: (store: OpenedStore) => T): T {
  const store = openStore(directory);
  try {
    return act(store);
  } finally {
    store.close();
  }
}

const many = Array.from({ length: 300 }, (_, at) => osv(`GHSA-${at}`, `pkg-${at}`, '1.0.0'));

describe('an update from a mirror', () => {
  it('reads all at first, and then transfers only what changed', async () => {
    publish(mirror.files, 'npm', many);
    expect(await update(['osv/npm'])).toMatchObject([
      { result: 'changed', records: 300, read: 300, skipped: 0 },
    ]);
    expect(mirror.requests).toEqual(['GET /npm/all.zip 200']);

    const changed = [
      osv('GHSA-0', 'pkg-0', '9.0.0', '2026-07-01T00:00:00.123456Z'),
      osv('GHSA-1', 'renamed', '1.0.0', '2026-07-01T00:00:01Z'),
      osv('GHSA-2', 'pkg-2', '1.0.0', '2026-07-01T00:00:02Z', { withdrawn: '2026-07-01T00:00:00Z' }),
      osv('GHSA-new', 'pkg-0', '2.0.0', '2026-07-01T00:00:03Z'),
      ...many.slice(3),
    ];
    publish(mirror.files, 'npm', changed);
    expect(await update(['osv/npm'])).toMatchObject([{ result: 'changed', records: 300, read: 4 }]);
    expect(mirror.requests.toSorted()).toEqual([
      'GET /npm/GHSA-0.json 200',
      'GET /npm/GHSA-1.json 200',
      'GET /npm/GHSA-2.json 200',
      'GET /npm/GHSA-new.json 200',
      'GET /npm/modified_id.csv 200',
    ]);
    look((store) => {
      const found = (name: string) =>
        store.lookup('npm', name).map(({ id, ranges }) => [id, ranges[0]?.events[1]]);
      expect(found('pkg-0')).toEqual([
        ['GHSA-0', { fixed: '9.0.0' }],
        ['GHSA-new', { fixed: '2.0.0' }],
      ]);
      expect(found('pkg-1')).toEqual([]);
      expect(found('renamed')).toEqual([['GHSA-1', { fixed: '1.0.0' }]]);
      expect(found('pkg-2')).toEqual([]);
      expect(store.records('GHSA-2')[0]?.head.withdrawn).toBe('2026-07-01T00:00:00Z');
      expect(found('pkg-299')).toHaveLength(1);
    });

    expect(await update(['osv/npm'])).toMatchObject([{ result: 'unchanged', records: 300 }]);
    expect(mirror.requests).toEqual(['GET /npm/modified_id.csv 304']);
  });

  it('takes the zip again when too much changed, and drops what is gone from it', async () => {
    publish(mirror.files, 'npm', many);
    await update(['osv/npm']);
    const later = many.slice(0, 250).map((record) => ({ ...record, modified: '2026-07-01T00:00:00Z' }));
    publish(mirror.files, 'npm', later);
    expect(await update(['osv/npm'])).toMatchObject([{ result: 'changed', records: 250, read: 250 }]);
    expect(mirror.requests).toEqual(['GET /npm/modified_id.csv 200', 'GET /npm/all.zip 200']);
    expect(readdirSync(join(directory, 'segments'))).toHaveLength(1);
    expect(look((store) => store.lookup('npm', 'pkg-299'))).toEqual([]);
  });

  it('takes away what the list names and the mirror no longer has', async () => {
    publish(mirror.files, 'npm', many);
    await update(['osv/npm']);
    publish(mirror.files, 'npm', [osv('GHSA-0', 'pkg-0', '2', '2026-07-01T00:00:00Z'), ...many.slice(1)]);
    mirror.files.delete('npm/GHSA-0.json');
    expect(await update(['osv/npm'])).toMatchObject([{ result: 'changed', records: 299 }]);
    expect(look((store) => store.records('GHSA-0'))).toEqual([]);
  });

  it('goes on where a download broke off', async () => {
    publish(mirror.files, 'npm', many);
    mirror.breakOff(1000, 2);
    expect(await update(['osv/npm'])).toMatchObject([{ result: 'changed', records: 300 }]);
    expect(mirror.requests).toHaveLength(3);
  });

  it('keeps what it had of a feed that fails, and brings the others', async () => {
    publish(mirror.files, 'npm', many);
    publish(mirror.files, 'PyPI', [osv('PYSEC-1', 'x', '1', '2026-06-01T00:00:00Z', pypi)]);
    await update(['osv/npm', 'osv/PyPI']);
    mirror.files.set('npm/all.zip', Buffer.from('not a zip'));
    publish(mirror.files, 'PyPI', [osv('PYSEC-2', 'x', '1', '2026-07-01T00:00:00Z', pypi)]);
    const [first, second] = await update(['osv/npm', 'osv/PyPI'], { isFull: true });
    expect(first).toMatchObject({ result: 'failed', records: 300, error: { code: 'ADVISORY_INVALID' } });
    expect(second).toMatchObject({ result: 'changed', records: 1 });
    look((store) => {
      expect(store.lookup('npm', 'pkg-7')).toHaveLength(1);
      expect(store.lookup('PyPI', 'x').map(({ id }) => id)).toEqual(['PYSEC-2']);
    });
  });

  it('says what is missing, and leaves no store where nothing came', async () => {
    expect(await update(['osv/npm'])).toMatchObject([{ result: 'missing', records: 0 }]);
    expect(existsSync(join(directory, 'store.json'))).toBe(false);
  });

  it('names the records that cannot be used, and uses the others', async () => {
    publish(mirror.files, 'npm', [
      ...many.slice(0, 3),
      { id: 'GHSA-bad', modified: 'yesterday' },
      { id: 'GHSA-event', modified: '2026-06-01T00:00:00Z', affected: [{ package: {} }] },
    ]);
    const [outcome] = await update(['osv/npm']);
    expect(outcome).toMatchObject({ result: 'changed', records: 3, skipped: 2 });
    expect(outcome?.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('GHSA-bad'),
      expect.stringContaining('GHSA-event'),
    ]);
  });

  it('refuses a feed of which no record is of the ecosystem', async () => {
    publish(mirror.files, 'Hex', many);
    expect(await update(['osv/Hex'])).toMatchObject([
      { result: 'failed', error: { code: 'ADVISORY_INVALID' } },
    ]);
  });
});

const pypi = {
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'x' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    },
  ],
};

describe('a hostile zip', () => {
  const good = Buffer.from(JSON.stringify(osv('GHSA-good', 'good', '1.0.0')));

  it('costs only what is wrong in it: names that are paths, bombs, damage', async () => {
    const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);
    const entries = {
      '../../etc/evil.json': good,
      'sub/dir.json': good,
      'README.md': good,
      'bomb.json': bomb,
      'text.json': Buffer.from('no json'),
      'GHSA-good.json': good,
    };
    mirror.files.set('npm/all.zip', Buffer.from(zipSync(entries)));
    const [outcome] = await update(['osv/npm']);
    expect(outcome).toMatchObject({ result: 'changed', records: 1, skipped: 5 });
    const said = outcome?.warnings.map(({ message }) => message).join('\n');
    for (const name of Object.keys(entries).slice(0, 5)) expect(said).toContain(name);
    expect(look((store) => store.lookup('npm', 'good'))).toHaveLength(1);
  });

  it('that is changed at any byte is read or refused, no more', () => {
    const zip = Buffer.from(zipSync({ 'a.json': good, 'b.json': good }));
    const path = join(directory, 'changed.zip');
    for (let at = 0; at < zip.length; at += 1) {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      writeFileSync(path, changed);
      const file = openSync(path, 'r');
      try {
        for (const entry of readZip(file, 'x', { maxEntryBytes: 1e6, maxEntries: 100 })) {
          expect(entry.content().length).toBeLessThan(1e6);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ImgscanError);
      } finally {
        closeSync(file);
      }
    }
  });
});
