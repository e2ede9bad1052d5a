/** Packs a list of files into a layer: tar by tar-stream, gzip, both digests. */
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Digest } from '../model/image.ts';
import { digestOf } from '../oci/digest.ts';

/** What stands at a path: content, a symlink, or a directory (null). */
export type DemoFile =
  | null
  | { readonly link: string }
  | { readonly content: string | Buffer; readonly mode?: number; readonly uid?: number };

export interface PackedLayer {
  readonly blob: Buffer;
  readonly digest: Digest;
  readonly diffId: Digest;
}

/** Deterministic: the same files give the same bytes. Parent directories are made as they are needed. */
export async function packLayer(
  files: Readonly<Record<string, DemoFile>>,
  mtime: Date,
): Promise<PackedLayer> {
  const archive = pack();
  const made = new Set<string>();
  for (const [path, file] of Object.entries(files)) {
    const parents = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parents.length; depth += 1) {
      const parent = parents.slice(0, depth).join('/');
      if (made.has(parent)) continue;
      made.add(parent);
      archive.entry({ name: `${parent}/`, type: 'directory', mode: 0o755, mtime });
    }
    if (file === null) {
      made.add(path);
      archive.entry({ name: `${path}/`, type: 'directory', mode: 0o755, mtime });
    } else if ('link' in file) {
      archive.entry({ name: path, type: 'symlink', linkname: file.link, mode: 0o777, mtime });
    } else {
      archive.entry({ name: path, mode: file.mode ?? 0o644, uid: file.uid ?? 0, mtime }, file.content);
    }
  }
  archive.finalize();
  const tar = await buffer(archive);
  const blob = await promisify(gzip)(tar, { level: 1 });
  return { blob, digest: digestOf(blob), diffId: digestOf(tar) };
}
