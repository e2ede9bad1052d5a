/** The layers of the footprint: what each takes, what of it is live, which instruction made it. */
import type { Footprint, LayerFootprint } from '../model/footprint.ts';
import type { Image } from '../model/image.ts';
import type { LayerFacts } from '../model/layer.ts';
import { builderOf, shipsApplication } from './builder.ts';
import type { BuildHistory, BuildStep } from './history.ts';
import type { Squashed } from './squash.ts';

/** What was read of one layer; `complete` is false when it could not be read to its end. */
export interface LayerReading {
  readonly facts: LayerFacts;
  readonly complete: boolean;
}

/** One footprint a reading, bottom first. A layer of several steps names none of them. */
export function makeLayers(
  image: Pick<Image, 'config' | 'layers'>,
  readings: readonly LayerReading[],
  squashed: Squashed,
  { steps, makers }: BuildHistory,
  baseLayers: number,
): readonly LayerFootprint[] {
  const wasted = new Array<number>(readings.length).fill(0);
  for (const { layer, tarBytes } of squashed.wasted) wasted[layer] = (wasted[layer] ?? 0) + tarBytes;
  const stepsOf = new Map<number | undefined, BuildStep[]>();
  for (const step of steps) {
    const others = stepsOf.get(step.layer);
    if (others === undefined) stepsOf.set(step.layer, [step]);
    else others.push(step);
  }
  return readings.map(({ facts, complete }, index) => {
    const stored = image.layers[index];
    const wastedBytes = wasted[index] ?? 0;
    // Of several steps in one layer none can be named as the one that made it.
    const [step, ...others] = stepsOf.get(index) ?? [];
    const instruction = others.length === 0 ? step?.index : undefined;
    const createdBy = image.config.history[makers[index] ?? -1]?.createdBy;
    return {
      index,
      ...(stored?.digest !== undefined && { digest: stored.digest }),
      diffId: facts.diffId,
      ...(stored?.compressedBytes !== undefined && { compressedBytes: stored.compressedBytes }),
      tarBytes: facts.tarBytes,
      liveBytes: facts.tarBytes - wastedBytes,
      wastedBytes,
      ...(createdBy !== undefined && { createdBy }),
      ...(instruction !== undefined && { instruction }),
      inBase: index < baseLayers,
      complete,
    };
  });
}

/** Sum over the layers; nothing when one is not known. */
export function compressedTotal(layers: readonly LayerFootprint[]): Pick<Footprint, 'compressedBytes'> {
  let compressedBytes = 0;
  for (const layer of layers) {
    if (layer.compressedBytes === undefined) return {};
    compressedBytes += layer.compressedBytes;
  }
  return { compressedBytes };
}

/** Layers of COPY and ADD, and of builders that make nothing but applications. */
export function shippedLayers(
  { config }: Pick<Image, 'config'>,
  steps: readonly BuildStep[],
  layers: readonly LayerFootprint[],
): ReadonlySet<number> {
  const shipped = new Set<number>();
  for (const { index, instruction } of layers) {
    const step = steps[instruction ?? -1];
    const entry = config.history[instruction ?? -1];
    if (step === undefined || entry === undefined) continue;
    const isCopy = step.keyword === 'COPY' || step.keyword === 'ADD';
    if (isCopy || shipsApplication(builderOf(entry))) shipped.add(index);
  }
  return shipped;
}
