import { describe, expect, it } from 'vitest';
import { analyzeLayers, type LayerProgress } from '../../src/layer/analyze-layers.ts';
import type { LayerCache } from '../../src/layer/cache.ts';
import type { Digest, Layer } from '../../src/model/image.ts';
import type { LayerFacts } from '../../src/model/layer.ts';
import { digestOf, layerOf, makeLayer } from '../support/layer.ts';

const none = { catalogers: [], detectors: [] };

function memoryCache(): LayerCache & { readonly stored: Map<Digest, LayerFacts> } {
  const stored = new Map<Digest, LayerFacts>();
  return {
    stored,
    get: async (diffId) => stored.get(diffId),
    put: async (facts) => {
      stored.set(facts.diffId, facts);
    },
    warnings: () => [],
  };
}

/** Counts how often a layer is opened, and how many are open at once. */
function counted(layers: readonly Layer[]) {
  const count = { opened: 0, open: 0, most: 0, order: [] as number[] };
  const wrapped = layers.map((layer, index) => ({
    ...layer,
    open: async function* (signal?: AbortSignal) {
      count.opened += 1;
      count.open += 1;
      count.most = Math.max(count.most, count.open);
      count.order.push(index);
      try {
        yield* layer.open(signal);
      } finally {
        count.open -= 1;
      }
    },
  }));
  return { count, layers: wrapped };
}

const pathsOf = (facts: LayerFacts | undefined) => facts?.entries.map(({ path }) => path);

describe('analyzeLayers', () => {
  it('keeps the order of the layers, begins with the largest, three at a time', async () => {
    const trees = Array.from({ length: 7 }, (_, index) =>
      makeLayer({ [`f${index}`]: 'x'.repeat(index * 4000) }),
    );
    const { count, layers } = counted(await Promise.all(trees));
    const results = await analyzeLayers(layers, none);
    expect(results.map(({ facts }) => pathsOf(facts))).toEqual(layers.map((_, index) => [`f${index}`]));
    expect(count).toMatchObject({ opened: 7, most: 3, order: [6, 5, 4, 3, 2, 1, 0] });
  });

  it('reads a layer once that an image has twice', async () => {
    const layer = await makeLayer({ a: 'x' });
    const { count, layers } = counted([layer, layer, layer]);
    const results = await analyzeLayers(layers, none);
    expect(results).toHaveLength(3);
    expect(count.opened).toBe(1);
  });

  it('opens nothing that the cache knows', async () => {
    const cache = memoryCache();
    const made = await Promise.all([makeLayer({ a: 'x' }), makeLayer({ b: 'y' })]);
    const first = await analyzeLayers(made, { ...none, cache });
    const { count, layers } = counted(made);
    const seen: LayerProgress[] = [];
    const second = await analyzeLayers(layers, {
      ...none,
      cache,
      onProgress: (progress) => seen.push(progress),
    });
    expect(second).toEqual(first);
    expect(count.opened).toBe(0);
    expect(seen.map(({ layer, state }) => [layer, state])).toEqual([
      [0, 'cached'],
      [1, 'cached'],
    ]);
  });

  it('caches no facts that are partial, wrong or vouched for by nothing', async () => {
    const cache = memoryCache();
    const good = await makeLayer({ a: 'x' });
    const poisoned = {
      ...(await makeLayer({ a: 'evil' })),
      diffId: digestOf(Buffer.from('a base of others')),
    };
    const cut = layerOf(Buffer.alloc(700, 1), digestOf(Buffer.from('whole')));
    const { diffId: _, ...rootfs } = await makeLayer({ b: 'y' });
    const results = await analyzeLayers([good, poisoned, cut, rootfs], { ...none, cache });
    expect(results.map(({ failure }) => failure?.code)).toEqual([
      undefined,
      'DIGEST_MISMATCH',
      'LAYER_CORRUPT',
      undefined,
    ]);
    expect([...cache.stored.keys()]).toEqual([good.diffId]);
  });

  it('tells of reading, success and failure', async () => {
    const seen: LayerProgress[] = [];
    const bad = layerOf(Buffer.alloc(700, 1));
    await analyzeLayers([await makeLayer({ a: 'x' }), bad], {
      ...none,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.filter(({ layer }) => layer === 0).map(({ state }) => state)).toEqual(['reading', 'read']);
    expect(seen.filter(({ layer }) => layer === 1).at(-1)).toMatchObject({ state: 'failed' });
  });

  it('ends all reading when aborted, then throws', async () => {
    const controller = new AbortController();
    const made = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) => makeLayer({ [name]: 'x'.repeat(200_000) })),
    );
    const { count, layers } = counted(made);
    const scan = analyzeLayers(layers, {
      ...none,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(scan).rejects.toMatchObject({ code: 'ABORTED' });
    expect(count.open).toBe(0);
    expect(count.opened).toBeLessThan(5);
  });

  it('takes an image without layers', async () => {
    expect(await analyzeLayers([], none)).toEqual([]);
  });
});
