/** Finds the advisories that are kept as an OCI artifact: in a file, a layout or a registry. */
import { stat } from 'node:fs/promises';
import { artifactTypes } from '../advisory/artifact/describe.ts';
import type { ArtifactSource } from '../advisory/artifact/take.ts';
import { ImgscanError } from '../errors.ts';
import type { Digest } from '../model/image.ts';
import { parseDigest } from '../oci/digest.ts';
import type { Descriptor, ImageManifest, Manifest } from '../oci/manifest.ts';
import { hostPlatform } from '../oci/platform.ts';
import type { Repository } from '../registry/repository.ts';
import { openArchive } from '../source/archive-file.ts';
import { openDirectory } from '../source/directory.ts';
import type { FileStore } from '../source/files.ts';
import { openBlob, readBlob, readIndex, readManifest } from '../source/layout-files.ts';
import { spoolDirectory } from './directories.ts';

export interface OpenedArtifact {
  readonly source: ArtifactSource;
  close(): Promise<void>;
}

/** `path`: a tar archive, compressed or not, or the directory of a layout. Throws as sources of images do. */
export async function openArtifactFile(path: string, signal: AbortSignal): Promise<OpenedArtifact> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (isDirectory)
    return { source: await fromLayout(await openDirectory(path), signal), close: async () => undefined };
  const archive = await openArchive(path, {
    platform: hostPlatform(),
    signal,
    spoolDirectory: spoolDirectory(),
  });
  try {
    return { source: await fromLayout(archive, signal), close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function fromLayout(files: FileStore, signal: AbortSignal): Promise<ArtifactSource> {
  const { manifests } = await readIndex(files, signal);
  const descriptor =
    manifests.find(({ artifactType }) => artifactType === artifactTypes.artifact) ?? manifests[0];
  if (descriptor === undefined) throw new ImgscanError('NOT_FOUND', `${files.name}: there are no advisories`);
  const manifest = requireAdvisories(await readManifest(files, descriptor, signal), files.name);
  return {
    name: files.name,
    config: await readBlob(files, manifest.config, signal),
    segment: (sha256, sizeBytes, segmentSignal) =>
      openBlob(files, segmentDescriptor(manifest, sha256, sizeBytes, files.name), segmentSignal),
  };
}

/** The artifact that a repository's reference points at. */
export async function fromRepository(
  repository: Repository,
  name: string,
  signal: AbortSignal,
): Promise<ArtifactSource> {
  const manifest = requireAdvisories((await repository.resolve(signal)).manifest, name);
  return {
    name,
    config: await repository.read(manifest.config, 'config', signal),
    segment: (sha256, sizeBytes, segmentSignal) =>
      repository.stream(segmentDescriptor(manifest, sha256, sizeBytes, name), segmentSignal),
  };
}

function requireAdvisories(manifest: Manifest, name: string): ImageManifest {
  if (manifest.kind === 'image' && manifest.config.mediaType === artifactTypes.config) return manifest;
  throw new ImgscanError(
    'MEDIA_TYPE_UNSUPPORTED',
    `${name}: expected advisories of imgscan, found something else`,
    {
      hint: 'imgscan db push and imgscan db export make them.',
    },
  );
}

function segmentDescriptor(
  { layers }: ImageManifest,
  sha256: string,
  sizeBytes: number,
  name: string,
): Descriptor {
  const digest: Digest = parseDigest(`sha256:${sha256}`);
  const found = layers.find((layer) => layer.digest === digest && layer.sizeBytes === sizeBytes);
  if (found !== undefined) return found;
  throw new ImgscanError(
    'MANIFEST_INVALID',
    `${name}: its feeds name segment ${sha256}, which is no layer of it`,
  );
}
