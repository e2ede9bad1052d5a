/** The fold from an image's layers to its footprint: a pure function of the config and the layers' facts. */
import type { Catalog } from '../model/catalog.ts';
import type { Footprint, LiveFile } from '../model/footprint.ts';
import type { Image } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { findBase } from './base.ts';
import { makeBill } from './bill.ts';
import { findDuplicates } from './duplicates.ts';
import { findEntrypoint } from './entrypoint.ts';
import { locateEvidence } from './evidence.ts';
import { readHistory } from './history.ts';
import { compressedTotal, type LayerReading, makeLayers, shippedLayers } from './layers.ts';
import { keepOneRow } from './one-row.ts';
import { findOperatingSystem } from './os.ts';
import { indexOwners } from './ownership.ts';
import { collectPackages, packageBytes, type ToldPackage } from './packages.ts';
import { contentPath } from './resolve.ts';
import { squash } from './squash.ts';
import { findUsers } from './users.ts';
import { sortWaste } from './waste.ts';

export type { LayerReading };

export interface FoldInput {
  readonly image: Pick<Image, 'config' | 'layers'>;
  /** One per layer of the image, bottom first. */
  readonly readings: readonly LayerReading[];
  readonly catalog: Catalog;
  /** Absent where no SBOM is kept beside the image. */
  readonly told?: readonly ToldPackage[];
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
export function foldFootprint({ image, readings, catalog, told = [] }: FoldInput): Folded {
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
  const collected = collectPackages({
    facts,
    files: squashed.files,
    wasted: squashed.wasted,
    layers,
    os,
    liveBytes: packageBytes(bill.packageBytes, squashed.files),
    told,
  });
  const { packages, suppressed } = keepOneRow(collected, owners);
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
    suppressed,
    evidence,
    users: findUsers(evidence, squashed.files, config, history.steps),
    entrypoint,
    ...(os !== undefined && { os }),
    base,
  };
  // A bare root filesystem, whose layer no config names, has no history to miss.
  const isBuilt = image.layers.some(({ diffId }) => diffId !== undefined);
  return { footprint, warnings: isBuilt ? history.warnings : [] };
}

function applicationPaths(
  workingDir: string,
  { program, script }: Footprint['entrypoint'],
  files: ReadonlyMap<string, LiveFile>,
): readonly string[] {
  const named = [program, script].filter((path) => path !== undefined);
  const ownDirectory = workingDir
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return [
    ...applicationDirectories,
    ...(ownDirectory === '' ? [] : [ownDirectory]),
    ...named,
    ...named.map((path) => contentPath(files, path)),
  ];
}
