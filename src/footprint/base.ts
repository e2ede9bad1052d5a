/** What the image was built on, from what history and labels say; never more than they say. */
import type { Catalog } from '../model/catalog.ts';
import type { Base, LayerFootprint, LocatedEvidence, OperatingSystem } from '../model/footprint.ts';
import type { ImageConfig } from '../model/image.ts';
import { isDigest } from '../oci/digest.ts';
import { findBaseSteps } from './base-steps.ts';
import type { BuildStep } from './history.ts';
import { officialImage } from './official-image.ts';
import { readRelease } from './os.ts';

export interface BaseInput {
  readonly config: Pick<ImageConfig, 'history' | 'labels'>;
  readonly steps: readonly BuildStep[];
  readonly layers: readonly Pick<LayerFootprint, 'tarBytes' | 'compressedBytes'>[];
  readonly evidence: readonly LocatedEvidence[];
  readonly os: OperatingSystem | undefined;
  readonly catalog: Catalog;
}

export interface FoundBase {
  readonly base: Base;
  /** How many steps of the history are the base's. */
  readonly steps: number;
}

/**
 * The base's extent comes from history alone; without one it has no layers even when its name is known, so that
 * no byte is blamed on it by guess. The name comes from the builder's own note, else from the label, else from
 * the official images' version variable, else from os-release, made exact by the catalog's sizes.
 */
export function findBase(input: BaseInput): FoundBase {
  const { config, steps, layers, os } = input;
  const found = findBaseSteps(steps, config.history);
  const count = steps
    .slice(0, found.steps)
    .reduce((below, { layer }) => (layer === undefined ? below : Math.max(below, layer + 1)), 0);
  const own = layers.slice(0, count);
  const tarBytes = own.reduce((sum, layer) => sum + layer.tarBytes, 0);
  const compressedBytes = own.reduce((sum, layer) => sum + (layer.compressedBytes ?? 0), 0);
  const isScratch = found.name === 'scratch' && count === 0;
  const label = labelValue(config.labels, 'org.opencontainers.image.base.name');
  const baseOs = releaseBelow(input.evidence, count) ?? (count === 0 && !isScratch ? os : undefined);
  const name =
    (isScratch ? undefined : found.name) ??
    label ??
    officialName(steps.slice(0, found.steps)) ??
    distributionName(baseOs, count === 0 ? undefined : tarBytes, input.catalog);
  const hasHistory = found.steps > 0 || (found.name !== undefined && !isScratch);
  const evidence = evidenceFor(found.name === undefined && label !== undefined, hasHistory, name);
  // A label may be inherited from further down: its digest goes with its name only.
  const digest =
    name === label ? labelValue(config.labels, 'org.opencontainers.image.base.digest') : undefined;
  return {
    base: {
      layers: count,
      ...(name !== undefined && { name }),
      ...(digest !== undefined && isDigest(digest) && { digest }),
      evidence,
      tarBytes,
      ...(own.every((layer) => layer.compressedBytes !== undefined) && { compressedBytes }),
    },
    steps: found.steps,
  };
}

function evidenceFor(isLabel: boolean, hasHistory: boolean, name: string | undefined): Base['evidence'] {
  if (isLabel) return 'label';
  if (hasHistory) return 'history';
  return name === undefined ? 'none' : 'os-release';
}

function labelValue(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return value === '' || value === 'scratch' ? undefined : value;
}

/** The release that the base itself carries, also when a later layer updated it. */
function releaseBelow(evidence: readonly LocatedEvidence[], layers: number): OperatingSystem | undefined {
  const releases = evidence.filter((item) => item.kind === 'os-release' && item.layer < layers);
  const best = releases.findLast(({ path }) => path.endsWith('/os-release')) ?? releases[releases.length - 1];
  return best?.kind === 'os-release' ? readRelease(best) : undefined;
}

function officialName(steps: readonly BuildStep[]): string | undefined {
  return steps
    .map(officialImage)
    .filter((name) => name !== undefined)
    .at(-1);
}

/** Sizes of one tag move by a few per cent from build to build. */
const sizeTolerance = 0.05;

function distributionName(
  os: OperatingSystem | undefined,
  tarBytes: number | undefined,
  catalog: Catalog,
): string | undefined {
  if (os === undefined) return undefined;
  const offBy = (bytes: number): number => Math.abs(bytes - (tarBytes ?? 0)) / bytes;
  const [closest] = catalog.bases
    .filter((base) => base.runtime === undefined && base.osId === os.id && isRelease(base.osVersionId, os))
    .filter((base) => offBy(base.tarBytes) <= sizeTolerance)
    .sort((a, b) => offBy(a.tarBytes) - offBy(b.tarBytes) || (a.name < b.name ? -1 : 1));
  if (closest !== undefined) return closest.name;
  const release = os.versionId ?? os.codename;
  return release === undefined ? os.id : `${os.id}:${release}`;
}

function isRelease(versionId: string | undefined, os: OperatingSystem): boolean {
  return versionId === os.versionId || os.versionId?.startsWith(`${versionId}.`) === true;
}
