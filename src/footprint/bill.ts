/** The bill: every byte of every layer has one owner, and is live or wasted. */
import type { BillRow, LayerFootprint, LiveFile, OwnerKind } from '../model/footprint.ts';
import type { LayerFacts } from '../model/layer.ts';
import { systemPackageTypes } from '../model/package.ts';
import { cacheTool, languagePackage, recordOwner } from './conventions.ts';
import type { PackageOwner, PackageOwners } from './ownership.ts';
import { packageDirectory } from './package-directory.ts';
import type { Squashed } from './squash.ts';

export interface BillInput {
  readonly facts: readonly Pick<LayerFacts, 'tarBytes' | 'entries' | 'whiteouts'>[];
  readonly squashed: Squashed;
  readonly layers: readonly Pick<LayerFootprint, 'inBase' | 'instruction'>[];
  readonly owners: PackageOwners;
  /** Layers whose content is the application's wherever it lies: what COPY and ADD brought. */
  readonly shipped: ReadonlySet<number>;
  /** Directories and files that are the application's whichever layer they came with, without leading slash. */
  readonly applicationPaths: readonly string[];
}

export interface Bill {
  /** Largest first, then by layer, owner and name. */
  readonly rows: readonly BillRow[];
  /** The final file system with each file's owner. */
  readonly files: ReadonlyMap<string, LiveFile>;
  /** Live bytes by what owns them: a package's file list, or the directory of a language package. */
  readonly packageBytes: ReadonlyMap<PackageOwner | string, number>;
}

type Owner = NonNullable<LiveFile['owner']>;
type MutableRow = { -readonly [Key in keyof BillRow]: BillRow[Key] };

/**
 * Rows by layer and owner; their sums are the layers'. What a tar holds beside its entries (padding, end marker)
 * is live and nobody's, or the base's. Deletion markers belong to whom the deleted path would.
 */
export function makeBill(input: BillInput): Bill {
  const { facts, squashed, layers, owners } = input;
  const rows = layers.map(() => new Map<Owner, MutableRow>());
  const packageBytes = new Map<PackageOwner | string, number>();
  const classify = createClassifier(input);

  const row = (layer: number, owner: Owner): MutableRow => {
    const old = rows[layer]?.get(owner);
    if (old !== undefined) return old;
    const made = emptyRow(layer, layers[layer]?.instruction, owner);
    rows[layer]?.set(owner, made);
    return made;
  };
  const bookLive = ({ entry, layer }: LiveFile): Owner => {
    const owned = owners.find(entry.path);
    const owner = classify(entry.path, layer, owned);
    const target = row(layer, owner);
    target.liveBytes += entry.tarBytes;
    if (entry.type !== 'dir') target.files += 1;
    const key = owned ?? packageDirectory(entry.path);
    if (key !== undefined) packageBytes.set(key, (packageBytes.get(key) ?? 0) + entry.tarBytes);
    return owner;
  };

  const files = new Map<string, LiveFile>();
  for (const [path, file] of squashed.files) {
    const { entry, layer, content } = file;
    const owner = bookLive(file);
    files.set(path, content === undefined ? { entry, layer, owner } : { entry, layer, content, owner });
  }
  for (const file of squashed.unnamed) bookLive(file);
  for (const { path, layer, tarBytes, reason } of squashed.wasted) {
    const target = row(layer, classify(path, layer, owners.find(path)));
    target.wastedBytes += tarBytes;
    if (reason !== 'whiteout') target.files += 1;
  }
  for (const [layer, { tarBytes, entries, whiteouts }] of facts.entries()) {
    const booked = sumTarBytes(entries) + sumTarBytes(whiteouts);
    const rest = layers[layer]?.inBase === true ? unnamedOwners.base : unnamedOwners.orphan;
    if (tarBytes !== booked) row(layer, rest).liveBytes += tarBytes - booked;
  }
  return { rows: rows.flatMap((byOwner) => [...byOwner.values()]).sort(compareRows), files, packageBytes };
}

function emptyRow(layer: number, instruction: number | undefined, { kind, name }: Owner): MutableRow {
  return {
    owner: kind,
    ...(name !== undefined && { name }),
    layer,
    ...(instruction !== undefined && { instruction }),
    files: 0,
    liveBytes: 0,
    wastedBytes: 0,
  };
}

const unnamedOwners = {
  base: { kind: 'base' },
  application: { kind: 'application' },
  orphan: { kind: 'orphan' },
} as const satisfies Record<string, Owner>;

/** Answers whose a path of a layer is; equal owners are one object. */
function createClassifier(
  input: BillInput,
): (path: string, layer: number, owned: PackageOwner | undefined) => Owner {
  const interned = new Map<OwnerKind, Map<string, Owner>>();
  const named = (kind: OwnerKind, name: string): Owner => {
    let names = interned.get(kind);
    if (names === undefined) {
      names = new Map();
      interned.set(kind, names);
    }
    let owner = names.get(name);
    if (owner === undefined) {
      owner = { kind, name };
      names.set(name, owner);
    }
    return owner;
  };
  return (path, layer, owned) => {
    const record = owned === undefined ? recordOwner(path) : undefined;
    const packageName = owned?.name ?? record;
    if (input.layers[layer]?.inBase === true) {
      const name = packageName ?? languagePackage(path);
      return name === undefined ? unnamedOwners.base : named('base', name);
    }
    if (packageName !== undefined) {
      const isSystem = record !== undefined || (owned !== undefined && systemPackageTypes.has(owned.type));
      return named(isSystem ? 'os-package' : 'language-package', packageName);
    }
    const cache = cacheTool(path);
    if (cache !== undefined) return named('package-cache', cache);
    const language = languagePackage(path);
    if (language !== undefined) return named('language-package', language);
    const isApplication =
      input.shipped.has(layer) || input.applicationPaths.some((top) => isBelow(path, top));
    return isApplication ? unnamedOwners.application : unnamedOwners.orphan;
  };
}

function isBelow(path: string, top: string): boolean {
  return path.startsWith(top) && (path.length === top.length || path[top.length] === '/');
}

function sumTarBytes(items: readonly { readonly tarBytes: number }[]): number {
  return items.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
}

function compareRows(a: BillRow, b: BillRow): number {
  const byBytes = b.liveBytes + b.wastedBytes - (a.liveBytes + a.wastedBytes);
  if (byBytes !== 0) return byBytes;
  if (a.layer !== b.layer) return a.layer - b.layer;
  if (a.owner !== b.owner) return a.owner < b.owner ? -1 : 1;
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}
