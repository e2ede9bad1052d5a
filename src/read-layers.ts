/** Has an image's layers read, and decides which trouble with one leaves a report worth having. */
import type { FileCache } from './cache/files.ts';
import { catalogers } from './cataloger/list.ts';
import { detectors } from './detector/list.ts';
import type { ErrorCode, ImgscanError } from './errors.ts';
import type { LayerReading } from './footprint/fold.ts';
import { analyzeLayers, type LayerProgress } from './layer/analyze-layers.ts';
import { createLayerCache, type LayerCache } from './layer/cache.ts';
import type { Layer } from './model/image.ts';
import type { Warning } from './model/layer.ts';

/** Trouble that is the layer's own: what was read of it stands. All else says that the image is not what was asked for. */
const survivable: ReadonlySet<ErrorCode> = new Set([
  'LAYER_CORRUPT',
  'LIMIT_EXCEEDED',
  'MEDIA_TYPE_UNSUPPORTED',
]);

export interface ReadLayersOptions {
  readonly cache?: LayerCache;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LayerProgress) => void;
}

export interface LayerReadings {
  /** One per layer, bottom first. */
  readonly readings: readonly LayerReading[];
  readonly warnings: readonly Warning[];
  /** Of the first layer that could not be read to its end. */
  readonly failure?: ImgscanError;
}

/** The cache of what this version's catalogers and detectors read. */
export function openLayerCache(files: FileCache): LayerCache {
  return createLayerCache(files, { catalogers, detectors });
}

/** Throws what says that the content is not the image's (DIGEST_MISMATCH) or could not be had (NETWORK ...). */
export async function readLayers(
  layers: readonly Layer[],
  options: ReadLayersOptions,
): Promise<LayerReadings> {
  const analyses = await analyzeLayers(layers, { ...options, catalogers, detectors });
  const failures = analyses.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const fatal = failures.find(({ code }) => !survivable.has(code));
  if (fatal !== undefined) throw fatal;
  return {
    readings: analyses.map(({ facts, failure }) => ({ facts, complete: failure === undefined })),
    warnings: [
      ...(options.cache?.warnings() ?? []),
      ...analyses.flatMap(({ facts, failure }, layer) => [
        ...(failure === undefined
          ? []
          : [{ code: 'LAYER_UNREADABLE' as const, message: failure.message, layer }]),
        ...facts.warnings.map((warning) => ({ ...warning, layer })),
      ]),
    ],
    ...(failures[0] === undefined ? {} : { failure: failures[0] }),
  };
}
