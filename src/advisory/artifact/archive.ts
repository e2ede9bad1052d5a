/** Writes an artifact as one file: an OCI image layout in a tar archive. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { encodeTarHeader, paddingBytes, tarTrailer } from '../../source/tar-writer.ts';
import { type Artifact, artifactTypes } from './describe.ts';

/** Byte for byte the same for the same artifact; the file appears whole, in place of one that was there. */
export async function writeArchive(artifact: Artifact, path: string, signal?: AbortSignal): Promise<number> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o644);
  let bytes = 0;
  try {
    for await (const chunk of archiveOf(artifact)) {
      signal?.throwIfAborted();
      await handle.write(chunk);
      bytes += chunk.length;
    }
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
    return bytes;
  } finally {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
  }
}

async function* archiveOf({
  manifest,
  digest,
  blobs,
}: Artifact): AsyncGenerator<Uint8Array, void, undefined> {
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        mediaType: artifactTypes.manifest,
        artifactType: artifactTypes.artifact,
        digest,
        size: manifest.length,
        annotations: { 'org.opencontainers.image.ref.name': 'latest' },
      },
    ],
  };
  yield* file('oci-layout', Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' })));
  yield* file('index.json', Buffer.from(JSON.stringify(index)));
  yield* file(pathOf(digest), manifest);
  for (const blob of blobs) {
    yield header(pathOf(blob.digest), blob.sizeBytes);
    yield* blob.open();
    yield new Uint8Array(paddingBytes(blob.sizeBytes));
  }
  yield tarTrailer;
}

function pathOf(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function* file(name: string, content: Buffer): Generator<Uint8Array, void, undefined> {
  yield header(name, content.length);
  yield content;
  yield new Uint8Array(paddingBytes(content.length));
}

function header(name: string, fileBytes: number): Buffer {
  return encodeTarHeader({
    name: Buffer.from(name),
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    fileBytes,
    mtime: 0,
  });
}
