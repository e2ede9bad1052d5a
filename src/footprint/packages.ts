/** The packages of the final image, each with the layer and instruction that brought it. */
import type { LayerFootprint, LiveFile, OperatingSystem, WastedFile } from '../model/footprint.ts';
import type { Digest } from '../model/image.ts';
import type { LayerFacts, PackageFile } from '../model/layer.ts';
import type { Package, PackageRecord } from '../model/package.ts';
import { normalizeLicenses } from './license.ts';
import { findStoredPackages } from './nix-store.ts';
import type { PackageOwner } from './ownership.ts';
import { recordDirectory } from './package-directory.ts';
import { packageUrl } from './purl.ts';

export interface PackagesInput {
  readonly facts: readonly Pick<LayerFacts, 'packageFiles'>[];
  readonly files: ReadonlyMap<string, LiveFile>;
  readonly wasted: readonly WastedFile[];
  readonly layers: readonly Pick<LayerFootprint, 'inBase' | 'instruction'>[];
  readonly os: OperatingSystem | undefined;
  /** Live bytes of the package's files, by its record and the file it was read from. */
  readonly liveBytes: (record: PackageRecord, path: string) => number;
  readonly told: readonly ToldPackage[];
}

/** What an SBOM tells that is kept beside the image. */
export interface ToldPackage {
  readonly record: PackageRecord;
  readonly attachedSbom: Digest;
  /** The file in the image that the SBOM names; `''` where it names none. */
  readonly path: string;
}

/** One version of a database file, and the layer it came with. */
interface Snapshot {
  readonly layer: number;
  readonly file: PackageFile;
}

/**
 * Records whose database file is live, what the Nix store's names tell, and what SBOMs beside the image do, sorted by
 * type, name, version, path and architecture. A database replaced
 * by a later layer is replaced whole. A package's layer is where its version came in and stayed: one that was
 * removed and installed again counts from the second time.
 */
export function collectPackages(input: PackagesInput): readonly Package[] {
  const { files, layers, os } = input;
  const licenses = collectLicenses(input);
  const describe = (record: PackageRecord) => ({
    ...record,
    licenses: normalizeLicenses(
      record.licenses.length > 0 ? record.licenses : (licenses.get(qualifiedName(record)) ?? []),
    ),
    purl: packageUrl(record, os),
  });
  const place = (record: PackageRecord, path: string, layer: number, liveBytes: number): Package => {
    const instruction = layers[layer]?.instruction;
    return {
      ...describe(record),
      path,
      layer,
      ...(instruction !== undefined && { instruction }),
      liveBytes,
      inBase: layers[layer]?.inBase === true,
    };
  };
  const packages = findStoredPackages(files).map(({ record, path, layer, liveBytes }) =>
    place(record, path, layer, liveBytes),
  );
  for (const [path, snapshots] of collectSnapshots(input)) {
    const last = snapshots.at(-1);
    if (last === undefined || files.get(path)?.layer !== last.layer) continue;
    const origins = findOrigins(snapshots, last);
    for (const record of last.file.packages) {
      const layer = origins.get(identify(record)) ?? last.layer;
      packages.push(place(record, path, layer, input.liveBytes(record, path)));
    }
  }
  for (const { record, attachedSbom, path } of input.told) {
    packages.push({ ...describe(record), path, attachedSbom, liveBytes: 0, inBase: false });
  }
  return packages.sort(comparePackages);
}

/** Every database file's versions, oldest first, back to where a layer left the image without the file. */
function collectSnapshots(input: PackagesInput): ReadonlyMap<string, readonly Snapshot[]> {
  const found = new Map<string, Snapshot[]>();
  const deletedBy = new Map<string, number>();
  for (const { path, layer, reason, hiddenBy } of input.wasted) {
    if (reason === 'deleted') deletedBy.set(`${layer}/${path}`, hiddenBy);
  }
  for (const [layer, { packageFiles }] of input.facts.entries()) {
    for (const file of packageFiles) {
      const before = found.get(file.path) ?? [];
      const isGone = (deletedBy.get(`${before.at(-1)?.layer}/${file.path}`) ?? layer) < layer;
      // Twice in one layer: the later one counts.
      const kept = isGone ? [] : before.filter((snapshot) => snapshot.layer !== layer);
      found.set(file.path, [...kept, { layer, file }]);
    }
  }
  return found;
}

/** For each package of the last snapshot the first layer from which on it was in every snapshot. */
function findOrigins(snapshots: readonly Snapshot[], last: Snapshot): ReadonlyMap<string, number> {
  const origins = new Map<string, number>();
  let staying = new Set(last.file.packages.map(identify));
  for (const { layer, file } of snapshots.toReversed()) {
    const present = new Set(file.packages.map(identify).filter((id) => staying.has(id)));
    for (const id of present) origins.set(id, layer);
    staying = present;
  }
  return origins;
}

/**
 * Sums what the bill booked by file list or directory. A list that names no architecture counts for every
 * architecture of its package; a package may have several lists, one from each layer that shipped it. A program is its
 * file, whomever that is booked to.
 */
export function packageBytes(
  booked: ReadonlyMap<PackageOwner | string, number>,
  files: ReadonlyMap<string, LiveFile>,
): PackagesInput['liveBytes'] {
  const byName = new Map<string, number>();
  for (const [owner, bytes] of booked) {
    const key =
      typeof owner === 'string'
        ? `directory:${owner}`
        : `${qualifiedName(owner)}:${owner.architecture ?? ''}`;
    byName.set(key, (byName.get(key) ?? 0) + bytes);
  }
  return (record, path) => {
    if (record.isProgram === true) return files.get(path)?.entry.tarBytes ?? 0;
    const name = qualifiedName(record);
    const keys = new Set([`${name}:`, `${name}:${record.architecture ?? ''}`]);
    const directory = recordDirectory(record, path);
    if (directory !== undefined) keys.add(`directory:${directory}`);
    return [...keys].reduce((sum, key) => sum + (byName.get(key) ?? 0), 0);
  };
}

function collectLicenses({ facts, files }: PackagesInput): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [layer, { packageFiles }] of facts.entries()) {
    for (const { path, licenses } of packageFiles) {
      if (licenses === undefined || files.get(path)?.layer !== layer) continue;
      for (const item of licenses) found.set(`${item.type}:${item.package}`, item.licenses);
    }
  }
  return found;
}

/** The name as ownership lists and licence files say it; Python's are equal however they separate words (PEP 503). */
function qualifiedName({
  type,
  namespace,
  name,
}: Pick<PackageRecord, 'type' | 'namespace' | 'name'>): string {
  if (type === 'pypi') return `${type}:${name.toLowerCase().replace(/[-_.]+/g, '-')}`;
  return `${type}:${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function identify(record: PackageRecord): string {
  return [qualifiedName(record), record.version, record.architecture ?? ''].join('\n');
}

function comparePackages(a: Package, b: Package): number {
  return (
    compare(a.type, b.type) ||
    compare(a.name, b.name) ||
    compare(a.version, b.version) ||
    compare(a.path, b.path) ||
    compare(a.architecture ?? '', b.architecture ?? '') ||
    compare(a.namespace ?? '', b.namespace ?? '')
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
