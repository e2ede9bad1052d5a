/** The bill: every byte of every layer has one owner, and is live or wasted. */
import type { BillRow, LayerFootprint, LiveFile, OwnerKind } from '../model/footprint.ts';
import type { LayerFacts } from '../model/layer.ts';
import { cacheTool, languagePackage, nodePackage, recordOwner } from './conventions.ts';
import type { PackageOwner, PackageOwners } from './ownership.ts';
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
  /** Live bytes by package: `deb:libc6:amd64`, `deb:bash`, `npm:usr/lib/node_modules/npm`. */
  readonly packageBytes: ReadonlyMap<string, number>;
}

type Owner = NonNullable<LiveFile['owner']>;
type MutableRow = { -readonly [Key in keyof BillRow]: BillRow[Key] };

/**
 * Rows by layer and owner; their sums are the layers'. What a tar holds beside its entries (padding, end marker)
 * is live and nobody's, or the base's. Deletion markers belong to whom the deleted path would.
 */
export function makeBill(input: BillInput): Bill {
  const { facts, squashed, layers } = input;
  const rows = new Map<string, MutableRow>();
  const packageBytes = new Map<string, number>();
  const interned = new Map<string, Owner>();

  const row = (layer: number, { kind, name }: Owner): MutableRow => {
    const key = `${layer} ${kind} ${name ?? ''}`;
    const old = rows.get(key);
    if (old !== undefined) return old;
    const instruction = layers[layer]?.instruction;
    const made: MutableRow = {
      owner: kind,
      ...(name !== undefined && { name }),
      layer,
      ...(instruction !== undefined && { instruction }),
      files: 0,
      liveBytes: 0,
      wastedBytes: 0,
    };
    rows.set(key, made);
    return made;
  };
  const ownerOf = (path: string, layer: number): Owner => {
    const owner = findOwner(input, path, layer);
    const key = `${owner.kind} ${owner.name ?? ''}`;
    const old = interned.get(key);
    if (old === undefined) interned.set(key, owner);
    return old ?? owner;
  };
  const bookLive = ({ entry, layer }: LiveFile): Owner => {
    const owner = ownerOf(entry.path, layer);
    const target = row(layer, owner);
    target.liveBytes += entry.tarBytes;
    if (entry.type !== 'dir') target.files += 1;
    const key = packageKey(entry.path, input.owners.find(entry.path));
    if (key !== undefined) packageBytes.set(key, (packageBytes.get(key) ?? 0) + entry.tarBytes);
    return owner;
  };

  const files = new Map<string, LiveFile>();
  for (const [path, file] of squashed.files) files.set(path, { ...file, owner: bookLive(file) });
  for (const file of squashed.unnamed) bookLive(file);
  for (const { path, layer, tarBytes, reason } of squashed.wasted) {
    const target = row(layer, ownerOf(path, layer));
    target.wastedBytes += tarBytes;
    if (reason !== 'whiteout') target.files += 1;
  }
  for (const [layer, { tarBytes, entries, whiteouts }] of facts.entries()) {
    const booked = sumTarBytes(entries) + sumTarBytes(whiteouts);
    const rest = { kind: layers[layer]?.inBase === true ? 'base' : 'orphan' } as const;
    if (tarBytes !== booked) row(layer, rest).liveBytes += tarBytes - booked;
  }
  return { rows: [...rows.values()].sort(compareRows), files, packageBytes };
}

/** The keys under which a package's live bytes may be booked, the most exact one first. */
export function packageKey(path: string, owner: PackageOwner | undefined): string | undefined {
  if (owner !== undefined) {
    const { type, name, architecture } = owner;
    return architecture === undefined ? `${type}:${name}` : `${type}:${name}:${architecture}`;
  }
  const node = nodePackage(path);
  return node === undefined ? undefined : `npm:${node.directory}`;
}

function findOwner(input: BillInput, path: string, layer: number): Owner {
  const owned = input.owners.find(path);
  const record = owned === undefined ? recordOwner(path) : undefined;
  const isSystem = record !== undefined || owned?.type === 'deb' || owned?.type === 'apk';
  const packageName = owned?.name ?? record;
  if (input.layers[layer]?.inBase === true) return named('base', packageName ?? languagePackage(path));
  if (packageName !== undefined) return named(isSystem ? 'os-package' : 'language-package', packageName);
  const cache = cacheTool(path);
  if (cache !== undefined) return named('package-cache', cache);
  const language = languagePackage(path);
  if (language !== undefined) return named('language-package', language);
  const isApplication = input.shipped.has(layer) || input.applicationPaths.some((top) => isBelow(path, top));
  return { kind: isApplication ? 'application' : 'orphan' };
}

function named(kind: OwnerKind, name: string | undefined): Owner {
  return name === undefined ? { kind } : { kind, name };
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
