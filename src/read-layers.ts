/** Reads an image's layers side by side, from the cache where it knows them. */
import { catalogers } from './cataloger/list.ts';
import { detectors } from './detector/list.ts';
import type { ErrorCode, ImgscanError } from './errors.ts';
import type { LayerReading } from './footprint/fold.ts';
import { analyzeLayer } from './layer/analyze.ts';
import type { Image, Layer } from './model/image.ts';
import type { Warning } from './model/layer.ts';
import type { ScanEvent } from './scan-event.ts';

/** Layers read at a time: inflating runs beside the main thread, so two keep both busy and memory small. */
const concurrency = 2;

/** Trouble that is the layer's own: what was read of it stands. All else says that the image is not what was asked for. */
const survivable: ReadonlySet<ErrorCode> = new Set([
  'LAYER_CORRUPT',
  'LIMIT_EXCEEDED',
  'MEDIA_TYPE_UNSUPPORTED',
]);

export interface ReadLayersOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ScanEvent) => void;
}

export interface LayerReadings {
  /** One per layer, bottom first. */
  readonly readings: readonly LayerReading[];
  readonly warnings: readonly Warning[];
  /** Of the first layer that could not be read to its end. */
  readonly failure?: ImgscanError;
}

/** Throws what says that the content is not the image's (DIGEST_MISMATCH) or could not be had (NETWORK ...). */
export async function readLayers(image: Image, options: ReadLayersOptions): Promise<LayerReadings> {
  const { onEvent } = options;
  onEvent?.({ kind: 'image', compressedBytes: image.layers.map(({ compressedBytes }) => compressedBytes) });
  const analyses = await mapConcurrently(image.layers, async (layer, index) => {
    onEvent?.({ kind: 'layer-start', layer: index });
    const analysis = await analyzeLayer(layer, {
      catalogers,
      detectors,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onBytes: (compressedBytes) => onEvent?.({ kind: 'layer-bytes', layer: index, compressedBytes }),
    });
    if (analysis.failure !== undefined && !survivable.has(analysis.failure.code)) throw analysis.failure;
    onEvent?.({ kind: 'layer-end', layer: index, cached: false });
    return analysis;
  });
  const failure = analyses.find((analysis) => analysis.failure !== undefined)?.failure;
  return {
    readings: analyses.map(({ facts, failure: own }) => ({ facts, complete: own === undefined })),
    warnings: analyses.flatMap(({ facts, failure: own }, layer) => [
      ...(own === undefined ? [] : [{ code: 'LAYER_UNREADABLE' as const, message: own.message, layer }]),
      ...facts.warnings.map((warning) => ({ ...warning, layer })),
    ]),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Results in the order of the items; the first failure stops the taking of further ones and is thrown. */
async function mapConcurrently<T extends Layer, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item !== undefined) results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}
