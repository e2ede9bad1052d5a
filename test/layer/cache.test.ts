import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheStatus, clearCache, defaultCacheDirectory, openFileCache } from '../../src/cache/files.ts';
import { createLayerCache, type LayerCache } from '../../src/layer/cache.ts';
import { decodeFacts, encodeFacts } from '../../src/layer/facts-file.ts';
import type { Plugins } from '../../src/layer/read-file.ts';
import type { Detector } from '../../src/model/analyzer.ts';
import type { LayerFacts } from '../../src/model/layer.ts';
import { digestOf } from '../support/layer.ts';

const none = { catalogers: [], detectors: [] };

interface Options extends Plugins {
  readonly directory: string;
  readonly maxBytes?: number;
}

function openCache({ catalogers, detectors, ...files }: Options): LayerCache {
  return createLayerCache(openFileCache(files), { catalogers, detectors });
}

function factsOf(name: string, entries = 1): LayerFacts {
  return {
    diffId: digestOf(Buffer.from(name)),
    tarBytes: 2048,
    entries: Array.from({ length: entries }, (_, index) => ({
      path: `${name}/ü\udcff/${index}`,
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      fileBytes: 1,
      tarBytes: 1024,
      mtime: -1,
      // Digests do not compress: a file's length follows from the number of entries.
      sha256: digestOf(Buffer.from(`${name}${index}`)).slice(7),
    })),
    whiteouts: [{ path: 'gone', opaque: false, tarBytes: 512 }],
    packageFiles: [],
    evidence: [{ kind: 'os-release', path: 'etc/os-release', fields: { ID: 'debian' } }],
    warnings: [],
  };
}

describe('createLayerCache', () => {
  let parent: string;
  let directory: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'imgscan-cache-'));
    directory = join(parent, 'a', 'layers');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const only = async () => join(directory, (await readdir(directory))[0] ?? '');

  it('gives back what was put, to every process', async () => {
    const facts = factsOf('one', 50);
    const cache = openCache({ directory, ...none });
    expect(await cache.get(facts.diffId)).toBeUndefined();
    await cache.put(facts);
    expect(await cache.get(facts.diffId)).toEqual(facts);
    expect(await openCache({ directory, ...none }).get(facts.diffId)).toEqual(facts);
    expect(cache.warnings()).toEqual([]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('keeps facts of other plug-ins and versions apart', async () => {
    const detector: Detector = { name: 'd', version: 1, open: () => undefined };
    const facts = factsOf('one');
    await openCache({ directory, catalogers: [], detectors: [detector] }).put(facts);
    for (const detectors of [[], [{ ...detector, version: 2 }], [{ ...detector, name: 'e' }]]) {
      expect(await openCache({ directory, catalogers: [], detectors }).get(facts.diffId)).toBeUndefined();
    }
    expect(await openCache({ directory, catalogers: [], detectors: [detector] }).get(facts.diffId)).toEqual(
      facts,
    );
  });

  it('misses what is cut off, changed, empty or somebody else’s, without a word', async () => {
    const facts = factsOf('one', 20);
    const cache = openCache({ directory, ...none });
    await cache.put(facts);
    const file = await only();
    const bytes = await readFile(file);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length - 5] = (flipped[bytes.length - 5] ?? 0) ^ 1;
    const foreign = [
      bytes.subarray(0, -1),
      bytes.subarray(0, 30),
      flipped,
      Buffer.alloc(0),
      Buffer.from('{"entries":[]}'),
    ];
    for (const damaged of [...foreign, await encodeFacts(factsOf('two'))]) {
      await writeFile(file, damaged);
      expect(await cache.get(facts.diffId)).toBeUndefined();
    }
    expect(cache.warnings()).toEqual([]);
    await cache.put(facts);
    expect(await cache.get(facts.diffId)).toEqual(facts);
  });

  it('is shared by many writers without a lock', async () => {
    const all = Array.from({ length: 5 }, (_, index) => factsOf(`layer-${index}`, 10));
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const cache = openCache({ directory, ...none });
        const facts = all[index % all.length] ?? factsOf('none');
        await cache.put(facts);
        expect(await cache.get(facts.diffId)).toEqual(facts);
        expect(cache.warnings()).toEqual([]);
      }),
    );
    expect(await cacheStatus(directory)).toMatchObject({ files: 5 });
  });

  it('stays within its bytes: the longest unused go, and what was used stays', async () => {
    const bytes = (await encodeFacts(factsOf('layer-0', 100))).length;
    const cache = openCache({ directory, maxBytes: Math.round(bytes * 3.6), ...none });
    for (let index = 0; index < 3; index += 1) {
      await cache.put(factsOf(`layer-${index}`, 100));
      const old = new Date(1_700_000_000_000 + index * 1000);
      for (const name of await readdir(directory)) {
        const { mtimeMs } = await stat(join(directory, name));
        if (mtimeMs > Date.now() - 60_000) await utimes(join(directory, name), old, old);
      }
    }
    expect(await cache.get(factsOf('layer-0').diffId)).toBeDefined();
    await cache.put(factsOf('layer-3', 100));
    const found = await Promise.all([0, 1, 2, 3].map((index) => cache.get(factsOf(`layer-${index}`).diffId)));
    expect(found.map((facts) => facts !== undefined)).toEqual([true, false, true, true]);
  });

  it('does not store what alone is over the limit', async () => {
    const cache = openCache({ directory, maxBytes: 100, ...none });
    await cache.put(factsOf('one', 100));
    expect(await cacheStatus(directory)).toMatchObject({ files: 0, bytes: 0 });
  });

  it('clears what killed processes left, after an hour', async () => {
    const cache = openCache({ directory, ...none });
    await cache.put(factsOf('one'));
    const [stale, fresh] = [join(directory, 'old.tmp'), join(directory, 'new.tmp')];
    await writeFile(stale, 'x');
    await writeFile(fresh, 'x');
    await utimes(stale, 1_700_000_000, 1_700_000_000);
    await openCache({ directory, ...none }).put(factsOf('two'));
    expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual(['new.tmp']);
  });

  it('that cannot be used is one warning', async () => {
    await writeFile(join(parent, 'a'), 'a file where a directory should be');
    const cache = openCache({ directory, ...none });
    await cache.put(factsOf('one'));
    await cache.put(factsOf('two'));
    expect(await cache.get(factsOf('one').diffId)).toBeUndefined();
    expect(cache.warnings()).toMatchObject([
      { code: 'CACHE_UNUSABLE', message: expect.stringContaining(directory) },
    ]);
    await expect(cacheStatus(directory)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it.skipIf(process.getuid?.() === 0)('that may only be read still serves', async () => {
    const facts = factsOf('one');
    await openCache({ directory, ...none }).put(facts);
    await chmod(directory, 0o500);
    const cache = openCache({ directory, ...none });
    expect(await cache.get(facts.diffId)).toEqual(facts);
    await cache.put(factsOf('two'));
    expect(cache.warnings()).toHaveLength(1);
    await chmod(directory, 0o700);
  });

  it('says what it holds, and clears its own files only', async () => {
    expect(await cacheStatus(directory)).toEqual({ directory, files: 0, bytes: 0 });
    const cache = openCache({ directory, ...none });
    await cache.put(factsOf('one'));
    await writeFile(join(directory, 'notes.txt'), 'mine');
    const { size } = await stat(
      join(directory, (await readdir(directory)).find((name) => name.endsWith('.facts')) ?? ''),
    );
    expect(await clearCache(directory)).toEqual({ directory, files: 1, bytes: size });
    expect(await readdir(directory)).toEqual(['notes.txt']);
  });
});

describe('facts file', () => {
  it('refuses a body that is whole but no facts', async () => {
    for (const value of [
      null,
      'text',
      [],
      {},
      { ...factsOf('a'), entries: {} },
      { ...factsOf('a'), tarBytes: '1' },
    ]) {
      expect(await decodeFacts(await encodeFacts(value as LayerFacts))).toBeUndefined();
    }
  });
});

it('defaultCacheDirectory follows the XDG rule that a relative path is ignored', () => {
  expect(defaultCacheDirectory('/x', '/home/u')).toBe('/x/imgscan/layers');
  expect(defaultCacheDirectory(undefined, '/home/u')).toBe('/home/u/.cache/imgscan/layers');
  expect(defaultCacheDirectory('', '/home/u')).toBe('/home/u/.cache/imgscan/layers');
  expect(defaultCacheDirectory('x', '/home/u')).toBe('/home/u/.cache/imgscan/layers');
});
