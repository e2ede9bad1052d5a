/** Reads a layer once, from stored bytes to facts: decompress, digest, tar, catalogers and detectors. */
import { ImgscanError } from '../errors.ts';
import type { Digest, Layer } from '../model/image.ts';
import type { LayerFacts } from '../model/layer.ts';
import { createCollector } from './collect.ts';
import { type DecompressLimits, decompress } from './decompress.ts';
import type { HashThread } from './hash-thread.ts';
import type { Plugins } from './read-file.ts';
import { createTarParser, type TarLimits } from './tar.ts';
import { createTarHasher } from './tar-hasher.ts';

export interface AnalyzeOptions extends Plugins {
  readonly limits?: DecompressLimits & Pick<TarLimits, 'entries' | 'metadataBytes'>;
  readonly signal?: AbortSignal;
  /** Takes the tar's chunks away to hash them; absent, they are hashed here. */
  readonly hashThread?: HashThread;
  /** Told after every chunk how much has been read so far: stored bytes, and the tar they made. */
  readonly onBytes?: (compressedBytes: number, tarBytes: number) => void;
}

/** What was read of a layer. */
export interface LayerAnalysis {
  readonly facts: LayerFacts;
  /**
   * Why `facts` are only what could be read, or cannot be trusted: LAYER_CORRUPT, DIGEST_MISMATCH, LIMIT_EXCEEDED,
   * MEDIA_TYPE_UNSUPPORTED or the source's own error. Absent when the layer was read to its end and its digest is right.
   */
  readonly failure?: ImgscanError;
}

/**
 * Reads to the end of the stored bytes, past the tar's, so that every digest is checked. Throws ABORTED; all other
 * trouble with the layer is `failure`, so that what was read before it is not lost.
 */
export async function analyzeLayer(layer: Layer, options: AnalyzeOptions): Promise<LayerAnalysis> {
  const { signal, limits, onBytes, hashThread } = options;
  const algorithm = layer.diffId?.startsWith('sha512:') ? 'sha512' : 'sha256';
  const hasher = hashThread?.open(algorithm) ?? createTarHasher(algorithm);
  const collector = createCollector(options, hasher);
  // The digest proves that nothing is missing at the end; without one only the archive's own end does.
  const trailer = layer.diffId === undefined ? 'required' : 'optional';
  const parser = createTarParser(collector.handler, { ...limits, trailer });
  let compressedBytes = 0;
  let tarBytes = 0;

  const stored = async function* () {
    for await (const chunk of layer.open(signal)) {
      compressedBytes += chunk.length;
      yield chunk;
    }
  };
  const read = async (): Promise<void> => {
    for await (const chunk of decompress(stored(), signal, limits)) {
      hasher.begin(chunk);
      tarBytes += chunk.length;
      parser.write(chunk);
      await hasher.end();
      onBytes?.(compressedBytes, tarBytes);
    }
    parser.end();
  };

  let failure: ImgscanError | undefined;
  try {
    await read();
  } catch (error) {
    failure = toFailure(error, layer, signal);
  }
  const readId: Digest = `${algorithm}:${await hasher.finish()}`;
  if (failure === undefined && layer.diffId !== undefined && layer.diffId !== readId) {
    failure = new ImgscanError(
      'DIGEST_MISMATCH',
      `Layer ${nameOf(layer)}: its tar has the digest ${readId}, the config says ${layer.diffId}.`,
      { hint: 'The image was damaged or changed after it was built: pull or build it again.' },
    );
  }
  const facts = { diffId: layer.diffId ?? readId, tarBytes, ...collector.finish() };
  return { facts, ...(failure === undefined ? {} : { failure }) };
}

/** Names the layer in an error of the stages before; bugs and aborts are thrown on. */
function toFailure(error: unknown, layer: Layer, signal: AbortSignal | undefined): ImgscanError {
  if (signal?.aborted === true) {
    throw new ImgscanError('ABORTED', `Reading layer ${nameOf(layer)} was aborted.`, { cause: error });
  }
  if (!(error instanceof ImgscanError) || error.code === 'ABORTED') throw error;
  return new ImgscanError(error.code, `Layer ${nameOf(layer)}: ${error.message}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

function nameOf(layer: Layer): string {
  return layer.digest ?? layer.diffId ?? layer.mediaType;
}
