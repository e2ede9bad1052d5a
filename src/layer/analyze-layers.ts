/** Reads an image's layers side by side, through the cache where there is one. */
import type { Digest, Layer } from '../model/image.ts';
import { type AnalyzeOptions, analyzeLayer, type LayerAnalysis } from './analyze.ts';
import type { LayerCache } from './cache.ts';
import { type HashThread, startHashThread } from './hash-thread.ts';

/** More at once gain nothing: one thread does the reading, and each layer inflates on one of its own. */
const CONCURRENCY = 3;

/** Stored bytes from which a layer is worth a second thread: starting one takes as long as hashing some 50 MB. */
const THREAD_BYTES = 1 << 24;

export interface LayerProgress {
  /** Index into the layers. */
  readonly layer: number;
  readonly compressedBytes: number;
  readonly tarBytes: number;
  readonly state: 'reading' | 'read' | 'cached' | 'failed';
}

export interface AnalyzeLayersOptions extends Omit<AnalyzeOptions, 'onBytes' | 'hashThread'> {
  readonly cache?: LayerCache;
  readonly onProgress?: (progress: LayerProgress) => void;
}

/**
 * One analysis a layer, in the layers' order; a layer that an image has twice is read once. Throws ABORTED only, after
 * every reading has stopped.
 */
export async function analyzeLayers(
  layers: readonly Layer[],
  options: AnalyzeLayersOptions,
): Promise<LayerAnalysis[]> {
  const { cache, onProgress } = options;
  const known = new Map<Digest, Promise<LayerAnalysis>>();
  const results = new Map<number, Promise<LayerAnalysis>>();
  let hashThread: HashThread | undefined;

  const analyze = async (layer: Layer, index: number): Promise<LayerAnalysis> => {
    const cached = layer.diffId && (await cache?.get(layer.diffId));
    if (cached !== undefined) {
      const { tarBytes } = cached;
      onProgress?.({ layer: index, compressedBytes: layer.compressedBytes ?? 0, tarBytes, state: 'cached' });
      return { facts: cached };
    }
    const storedBytes = layer.compressedBytes ?? Number.POSITIVE_INFINITY;
    if (storedBytes >= THREAD_BYTES) hashThread ??= startHashThread();
    let compressedBytes = 0;
    const analysis = await analyzeLayer(layer, {
      ...options,
      ...(storedBytes >= THREAD_BYTES && hashThread !== undefined ? { hashThread } : {}),
      onBytes: (compressed, tarBytes) => {
        compressedBytes = compressed;
        onProgress?.({ layer: index, compressedBytes, tarBytes, state: 'reading' });
      },
    });
    const isSound = analysis.failure === undefined;
    const { tarBytes } = analysis.facts;
    onProgress?.({ layer: index, compressedBytes, tarBytes, state: isSound ? 'read' : 'failed' });
    // Without a diffID nothing vouches for the bytes: such facts are for this scan alone.
    if (isSound && layer.diffId !== undefined) await cache?.put(analysis.facts);
    return analysis;
  };

  // The largest first: it is what the end waits for.
  const queue = layers
    .map((layer, index) => ({ layer, index }))
    .sort((a, b) => (b.layer.compressedBytes ?? 0) - (a.layer.compressedBytes ?? 0) || a.index - b.index);
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { layer, index } = next;
      const reading = (layer.diffId && known.get(layer.diffId)) ?? analyze(layer, index);
      if (layer.diffId !== undefined) known.set(layer.diffId, reading);
      results.set(index, reading);
      await reading;
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: CONCURRENCY }, () =>
      work().finally(() => {
        // Empty unless this one failed: then nothing new is begun.
        queue.length = 0;
      }),
    ),
  );
  await hashThread?.close();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all([...results].sort(([a], [b]) => a - b).map(([, reading]) => reading));
}
