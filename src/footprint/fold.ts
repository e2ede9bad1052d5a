/** The fold from an image's layers to its footprint: a pure function of the config and the layers' facts. */
import type { Catalog } from '../model/catalog.ts';
import type { Footprint, LayerFootprint, LiveFile, LocatedEvidence } from '../model/footprint.ts';
import type { Image } from '../model/image.ts';
import type { LayerFacts, Warning } from '../model/layer.ts';
import { findBase } from './base.ts';
import { makeBill } from './bill.ts';
import { builderOf, shipsApplication } from './builder.ts';
import { findDuplicates } from './duplicates.ts';
import { findEntrypoint } from './entrypoint.ts';
import { type BuildHistory, type BuildStep, readHistory } from './history.ts';
import { findOperatingSystem } from './os.ts';
import { indexOwners } from './ownership.ts';
import { collectPackages, packageBytes } from './packages.ts';
import { contentPath } from './resolve.ts';
import { type Squashed, squash } from './squash.ts';
import { findUsers } from './users.ts';
import { sortWaste } from './waste.ts';

/** What was read of one layer; `complete` is false when it could not be read to its end. */
export interface LayerReading {
  readonly facts: LayerFacts;
  readonly complete: boolean;
}

export interface FoldInput {
  readonly image: Pick<Image, 'config' | 'layers'>;
  /** One per layer of the image, bottom first. */
  readonly readings: readonly LayerReading[];
  readonly catalog: Catalog;
}

export interface Folded {
  readonly footprint: Footprint;
  /** The fold's own; those of the layers' facts are not repeated. */
  readonly warnings: readonly Warning[];
}

/** Directories that applications live in by custom, beside WORKDIR. */
const applicationDirectories = [
  'app',
  'ko-app',
  'opt/app',
  'srv',
  'usr/src/app',
  'var/www',
  'workspace',
] as const;

/** Squashes the layers and answers what needs the whole image. Throws nothing; takes time linear in entries. */
export function foldFootprint({ image, readings, catalog }: FoldInput): Folded {
  const { config } = image;
  const facts = readings.map((reading) => reading.facts);
  const history = readHistory(config.history, readings.length);
  const squashed = squash(facts);
  const evidence = locateEvidence(facts, squashed);
  const os = findOperatingSystem(evidence, squashed.files);
  const sizes = readings.map(({ facts: { tarBytes } }, index) => {
    const compressedBytes = image.layers[index]?.compressedBytes;
    return { tarBytes, ...(compressedBytes !== undefined && { compressedBytes }) };
  });
  const { base, steps: baseSteps } = findBase({
    config,
    steps: history.steps,
    layers: sizes,
    evidence,
    os,
    catalog,
  });
  const layers = makeLayers(image, readings, squashed, history, base.layers);
  const entrypoint = findEntrypoint(config, evidence, squashed.files);
  const owners = indexOwners(facts, squashed.files);
  const bill = makeBill({
    facts,
    squashed,
    layers,
    owners,
    shipped: shippedLayers(image, history.steps, layers),
    applicationPaths: applicationPaths(config.workingDir, entrypoint, squashed.files),
  });
  const packages = collectPackages({
    facts,
    files: squashed.files,
    wasted: squashed.wasted,
    layers,
    os,
    liveBytes: packageBytes(bill.packageBytes),
  });
  const totalBytes = layers.reduce((sum, layer) => sum + layer.tarBytes, 0);
  const wastedBytes = layers.reduce((sum, layer) => sum + layer.wastedBytes, 0);
  const footprint: Footprint = {
    totalBytes,
    liveBytes: totalBytes - wastedBytes,
    wastedBytes,
    efficiency: totalBytes === 0 ? 1 : (totalBytes - wastedBytes) / totalBytes,
    ...compressedTotal(layers),
    layers,
    instructions: history.steps.map((step) => ({ ...step, inBase: step.index < baseSteps })),
    files: bill.files,
    wasted: sortWaste(squashed.wasted),
    duplicates: findDuplicates(squashed.files),
    bill: bill.rows,
    packages,
    evidence,
    users: findUsers(evidence, squashed.files, config, history.steps),
    entrypoint,
    ...(os !== undefined && { os }),
    base,
  };
  return { footprint, warnings: history.warnings };
}

function makeLayers(
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

function compressedTotal(layers: readonly LayerFootprint[]): Pick<Footprint, 'compressedBytes'> {
  let compressedBytes = 0;
  for (const layer of layers) {
    if (layer.compressedBytes === undefined) return {};
    compressedBytes += layer.compressedBytes;
  }
  return { compressedBytes };
}

/**
 * Evidence of a file is live while its content is. Content that only a hard link still names is found under the
 * link's path, so that a live path always leads to it.
 */
function locateEvidence(
  facts: readonly LayerFacts[],
  { files, unnamed }: Squashed,
): readonly LocatedEvidence[] {
  const names = new Map(unnamed.map(({ entry, layer, name }) => [`${layer}/${entry.path}`, name]));
  return facts.flatMap((layerFacts, layer) =>
    layerFacts.evidence.map((item): LocatedEvidence => {
      const name = names.get(`${layer}/${item.path}`);
      if (name !== undefined) return { ...item, path: name, layer, live: true };
      return { ...item, layer, live: files.get(item.path)?.layer === layer };
    }),
  );
}

/** Layers of COPY and ADD, and of builders that make nothing but applications. */
function shippedLayers(
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

function applicationPaths(
  workingDir: string,
  { program, script }: Footprint['entrypoint'],
  files: ReadonlyMap<string, LiveFile>,
): readonly string[] {
  const named = [program, script].filter((path) => path !== undefined);
  const ownDirectory = workingDir.replace(/^\/+/, '').replace(/\/+$/, '');
  return [
    ...applicationDirectories,
    ...(ownDirectory === '' ? [] : [ownDirectory]),
    ...named,
    ...named.map((path) => contentPath(files, path)),
  ];
}
