/** Layers on top of each other as a runtime mounts them. https://github.com/opencontainers/image-spec/blob/main/layer.md */
import type { LiveFile, WastedFile, WasteReason } from '../model/footprint.ts';
import type { Entry, LayerFacts } from '../model/layer.ts';
import { isSameContent } from './waste.ts';

/** What a path or several hard-linked paths stand for; its bytes are live while one of them is visible. */
interface Inode {
  readonly entry: Entry;
  readonly layer: number;
  links: number;
}

/** One name in the tree. A directory that no entry declares has none; only directories have children. */
interface Node {
  readonly entry?: Entry;
  readonly layer: number;
  readonly inode?: Inode;
  readonly children?: Map<string, Node>;
}

/** Content whose own name was hidden while a hard link to it stayed; `name` is the first such link's path. */
export interface UnnamedContent extends LiveFile {
  readonly name: string;
}

export interface Squashed {
  /** The final file system by clean path, sorted by path. */
  readonly files: ReadonlyMap<string, LiveFile>;
  /** Sorted by `name`. */
  readonly unnamed: readonly UnnamedContent[];
  /** Every entry and marker that is not live, in the order they were hidden. */
  readonly wasted: readonly WastedFile[];
}

/**
 * Applies the layers bottom first. Whiteouts act on lower layers only, so they come before the layer's own
 * entries; a path below something that is no directory replaces it by one, as an overlay does, and never goes
 * through a symlink. Takes time linear in entries and path lengths.
 */
export function squash(layers: readonly Pick<LayerFacts, 'entries' | 'whiteouts'>[]): Squashed {
  const wasted: WastedFile[] = [];
  const root: { node: Node } = { node: { layer: 0, children: new Map() } };
  for (const [layer, facts] of layers.entries()) applyLayer(root, facts, layer, wasted);
  return { ...collect(root.node), wasted };
}

function applyLayer(
  root: { node: Node },
  facts: Pick<LayerFacts, 'entries' | 'whiteouts'>,
  layer: number,
  wasted: WastedFile[],
): void {
  for (const { path, opaque, tarBytes } of facts.whiteouts) {
    wasted.push({ path, layer, tarBytes, fileBytes: 0, reason: 'whiteout', hiddenBy: layer });
    const node = find(root.node, path);
    if (opaque) {
      for (const child of node?.children?.values() ?? []) hide(child, layer, 'deleted', wasted);
      node?.children?.clear();
    } else if (node !== undefined && path !== '') {
      hide(node, layer, 'deleted', wasted);
      find(root.node, dirname(path))?.children?.delete(basename(path));
    }
  }
  // Tar lists a directory's files together: the last parent is nearly always the next one.
  let parentPath: string | undefined;
  let siblings = new Map<string, Node>();
  for (const entry of facts.entries) {
    if (entry.path === '') {
      if (root.node.entry !== undefined) release(root.node, layer, 'metadata-only', wasted);
      root.node = { ...root.node, entry, layer };
      continue;
    }
    const parent = dirname(entry.path);
    if (parent !== parentPath) {
      siblings = openDirectory(root.node, parent, layer, wasted);
      parentPath = parent;
    }
    const name = basename(entry.path);
    const inode = inodeOf(root.node, entry, layer);
    if (inode !== undefined) inode.links += 1;
    const old = siblings.get(name);
    if (old?.children !== undefined && entry.type === 'dir') {
      release(old, layer, 'metadata-only', wasted);
      siblings.set(name, { entry, layer, children: old.children });
      continue;
    }
    if (old !== undefined) {
      const same = isSameContent(old.inode?.entry ?? old.entry, inode?.entry ?? entry);
      hide(old, layer, same ? 'metadata-only' : 'replaced', wasted);
    }
    if (entry.type === 'dir') siblings.set(name, { entry, layer, children: new Map() });
    else siblings.set(name, inode === undefined ? { entry, layer } : { entry, layer, inode });
  }
}

/** A hard link shares its target's inode; one that leads nowhere has none. */
function inodeOf(root: Node, entry: Entry, layer: number): Inode | undefined {
  if (entry.type === 'dir') return undefined;
  if (entry.type === 'hardlink') return find(root, entry.link ?? '')?.inode;
  return { entry, layer, links: 0 };
}

/** The children of the directory at `path`, made where missing; what is in the way is hidden. */
function openDirectory(root: Node, path: string, layer: number, wasted: WastedFile[]): Map<string, Node> {
  let children = root.children ?? new Map<string, Node>();
  for (const name of segments(path)) {
    const old = children.get(name);
    let next = old?.children;
    if (next === undefined) {
      if (old !== undefined) hide(old, layer, 'replaced', wasted);
      next = new Map();
      children.set(name, { layer, children: next });
    }
    children = next;
  }
  return children;
}

/** Takes a node and all below it out of sight; what is below counts as deleted. */
function hide(top: Node, by: number, reason: WasteReason, wasted: WastedFile[]): void {
  release(top, by, reason, wasted);
  const open = top.children === undefined ? [] : [...top.children.values()];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    release(node, by, 'deleted', wasted);
    for (const child of node.children?.values() ?? []) open.push(child);
  }
}

/** Books what becomes waste when a node goes: its own entry, and the content when no link to it is left. */
function release(node: Node, by: number, reason: WasteReason, wasted: WastedFile[]): void {
  const book = (entry: Entry, layer: number): void => {
    const { path, tarBytes, fileBytes } = entry;
    const why = layer === by ? 'repeated' : reason;
    wasted.push({ path, layer, tarBytes, fileBytes, reason: why, hiddenBy: by });
  };
  const { entry, inode } = node;
  if (entry !== undefined && entry !== inode?.entry) book(entry, node.layer);
  if (inode === undefined) return;
  inode.links -= 1;
  if (inode.links === 0) book(inode.entry, inode.layer);
}

function collect(root: Node): Pick<Squashed, 'files' | 'unnamed'> {
  const live: (Node & { readonly entry: Entry })[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isDeclared(node)) live.push(node);
    for (const child of node.children?.values() ?? []) open.push(child);
  }
  live.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1));
  const unnamed = new Map<Inode, UnnamedContent>();
  const files = new Map<string, LiveFile>();
  for (const { entry, layer, inode } of live) {
    if (inode === undefined || inode.entry === entry) {
      files.set(entry.path, { entry, layer });
    } else if (find(root, inode.entry.path)?.entry === inode.entry) {
      files.set(entry.path, { entry, layer, content: inode.entry });
    } else {
      const name = unnamed.get(inode)?.name ?? entry.path;
      unnamed.set(inode, { entry: inode.entry, layer: inode.layer, name });
      files.set(entry.path, { entry, layer, content: { ...inode.entry, path: name } });
    }
  }
  return { files, unnamed: [...unnamed.values()] };
}

function isDeclared(node: Node): node is Node & { readonly entry: Entry } {
  return node.entry !== undefined;
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of segments(path)) {
    node = node?.children?.get(name);
    if (node === undefined) return undefined;
  }
  return node;
}

function segments(path: string): readonly string[] {
  return path === '' ? [] : path.split('/');
}

function dirname(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
