/** Builds layers from a table of paths: content as text or bytes, `null` for a directory, or the fields of an entry. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Digest, Layer } from '../../src/model/image.ts';

export interface EntryFields {
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo';
  readonly content?: string | Uint8Array;
  readonly linkname?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since the epoch. */
  readonly mtime?: number;
  readonly pax?: Readonly<Record<string, string>>;
}

/** `{ 'etc/a': 'x', 'dir/': null, '.wh.b': '', 'bin/sh': { type: 'symlink', linkname: 'dash' } }` */
export type LayerTree = Readonly<Record<string, string | Uint8Array | null | EntryFields>>;

/** Tar bytes of a tree, entries in the order written, everything else fixed. */
export async function makeTar(tree: LayerTree): Promise<Buffer> {
  const archive = pack();
  for (const [name, value] of Object.entries(tree)) {
    const { type, content, mtime, ...rest } = toFields(value);
    archive.entry(
      { name, type: type ?? 'file', mtime: new Date((mtime ?? 0) * 1000), ...rest },
      Buffer.from(content ?? ''),
    );
  }
  archive.finalize();
  return buffer(archive);
}

function toFields(value: LayerTree[string]): EntryFields {
  if (value === null) return { type: 'directory', mode: 0o755 };
  if (typeof value === 'string' || value instanceof Uint8Array) return { mode: 0o644, content: value };
  return value;
}

/** A layer over given stored bytes; `diffId` defaults to their own digest, as of an uncompressed layer. */
export function layerOf(bytes: Uint8Array, diffId: Digest = digestOf(bytes), chunkBytes = 1 << 16): Layer {
  return {
    digest: digestOf(bytes),
    diffId,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    compressedBytes: bytes.length,
    open: async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

/** An uncompressed layer of the tree. */
export async function makeLayer(tree: LayerTree): Promise<Layer> {
  return layerOf(await makeTar(tree));
}

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
