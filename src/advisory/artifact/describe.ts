/** The store as an OCI artifact: its list of feeds is the config, each segment a layer. https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { ImgscanError } from '../../errors.ts';
import { emptyManifest, type Manifest, readManifest, segmentsDirectory } from '../store/manifest.ts';
import { segmentName } from '../store/segment-writer.ts';

export const artifactTypes = {
  artifact: 'application/vnd.imgscan.advisories.v1',
  config: 'application/vnd.imgscan.advisories.feeds.v1+json',
  segment: 'application/vnd.imgscan.advisories.segment.v1',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
} as const;

export interface ArtifactBlob {
  readonly mediaType: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface Artifact {
  /** Of the manifest. */
  readonly digest: string;
  readonly manifest: Buffer;
  /** What the manifest names, the config first; each once. */
  readonly blobs: readonly ArtifactBlob[];
}

/** The same store gives the same bytes. `feeds`: some of it. NOT_FOUND for a store that is empty or lacks one. */
export function describeStore(directory: string, feeds?: readonly string[]): Artifact {
  const { feeds: all } = readManifest(directory) ?? emptyManifest;
  const names = (feeds ?? Object.keys(all)).toSorted();
  const missing = names.filter((name) => all[name] === undefined);
  if (missing.length > 0 || names.length === 0) {
    const what = missing.length > 0 ? missing.join(', ') : 'advisories';
    throw new ImgscanError('NOT_FOUND', `${directory} has no ${what}`, {
      hint: 'imgscan db update brings advisories into it.',
    });
  }
  const chosen = Object.fromEntries(
    names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
  const listed: Manifest = { version: 1, feeds: chosen };
  const config = blobOf(artifactTypes.config, Buffer.from(JSON.stringify(listed)));
  const segments = new Map<string, ArtifactBlob>();
  for (const { sha256, bytes } of Object.values(listed.feeds).flatMap((feed) => feed.segments)) {
    const path = join(segmentsDirectory(directory), segmentName(sha256));
    segments.set(sha256, {
      mediaType: artifactTypes.segment,
      digest: `sha256:${sha256}`,
      sizeBytes: bytes,
      open: () => createReadStream(path),
    });
  }
  const blobs = [config, ...segments.values()];
  const [first, ...layers] = blobs.map(({ mediaType, digest, sizeBytes }) => ({
    mediaType,
    digest,
    size: sizeBytes,
  }));
  const updated = Object.values(listed.feeds)
    .map((feed) => feed.updated)
    .toSorted()
    .at(-1);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: artifactTypes.manifest,
      artifactType: artifactTypes.artifact,
      config: first,
      layers,
      annotations: { 'org.opencontainers.image.created': updated },
    }),
  );
  return { digest: digestOf(manifest), manifest, blobs };
}

function blobOf(mediaType: string, bytes: Buffer): ArtifactBlob {
  const open = async function* () {
    yield bytes;
  };
  return { mediaType, digest: digestOf(bytes), sizeBytes: bytes.length, open };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
