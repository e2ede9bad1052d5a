/** The files of an OCI image layout: its index, and blobs by digest. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Digest } from '../model/image.ts';
import { maxConfigBytes } from '../oci/config.ts';
import { isDigest, verifyBytes, verifyChunks } from '../oci/digest.ts';
import { decodeJson } from '../oci/json.ts';
import {
  type Descriptor,
  decodeManifest,
  type ImageIndex,
  type Manifest,
  maxManifestBytes,
} from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-type.ts';
import { type FileStore, readSmallFile } from './files.ts';

const layoutSchema = v.object({ imageLayoutVersion: v.string() });
/** Names that index.json gives its entries: the spec's, and containerd's, which is always a whole reference. */
const nameAnnotations = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'] as const;

/** The names of an index entry, the fullest first. */
export function namesOf({ annotations }: Descriptor): readonly string[] {
  return nameAnnotations.flatMap((key) => (Object.hasOwn(annotations, key) ? [annotations[key] ?? ''] : []));
}

/** Reads `index.json`. MANIFEST_INVALID when the files are no layout, MEDIA_TYPE_UNSUPPORTED for a newer version of it. */
export async function readIndex(files: FileStore, signal?: AbortSignal): Promise<ImageIndex> {
  if ((await files.fileBytes('oci-layout')) === undefined) {
    throw new ImgscanError(
      'MANIFEST_INVALID',
      `${files.name}: expected an OCI layout, found no file oci-layout`,
      {
        hint: 'a root file system is read with rootfs:, an archive of docker save with docker-archive:',
      },
    );
  }
  const marker = await readSmallFile(files, 'oci-layout', maxManifestBytes, signal);
  const { imageLayoutVersion } = decodeJson(
    layoutSchema,
    marker,
    `${files.name}: oci-layout`,
    maxManifestBytes,
  );
  if (!/^1\.[0-9]+\.[0-9]+/.test(imageLayoutVersion)) {
    const found = `found ${JSON.stringify(imageLayoutVersion.slice(0, 50))}`;
    throw new ImgscanError(
      'MEDIA_TYPE_UNSUPPORTED',
      `${files.name}: expected image layout version 1, ${found}`,
    );
  }
  const bytes = await readSmallFile(files, 'index.json', maxManifestBytes, signal);
  const index = decodeManifest(bytes, mediaTypes.ociIndex, `${files.name}: index.json`);
  if (index.kind === 'index') return index;
  throw new ImgscanError('MANIFEST_INVALID', `${files.name}: expected an image index in index.json`);
}

/** The blob of a digest that only its name tells; NOT_FOUND where there is none. */
export async function describeBlob(files: FileStore, digest: string): Promise<Descriptor> {
  const sizeBytes = isDigest(digest) ? await files.fileBytes(blobPath(digest)) : undefined;
  if (!isDigest(digest) || sizeBytes === undefined) {
    throw new ImgscanError('NOT_FOUND', `${files.name}: expected a manifest ${digest}, found no such blob`);
  }
  return { mediaType: '', digest, sizeBytes, urls: [], annotations: {} };
}

/** Whether the layout holds the blob. */
export async function isPresent(files: FileStore, descriptor: Descriptor): Promise<boolean> {
  return (await files.fileBytes(blobPath(descriptor.digest))) !== undefined;
}

/** Reads and decodes a manifest or an index; DIGEST_MISMATCH when its bytes are others. */
export async function readManifest(
  files: FileStore,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<Manifest> {
  const subject = `${files.name}: manifest ${descriptor.digest}`;
  return decodeManifest(await readBlob(files, descriptor, signal), descriptor.mediaType, subject);
}

/** Where the spec puts a blob. */
function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** A small blob: a manifest, a config. DIGEST_MISMATCH when its bytes are others. */
export async function readBlob(
  files: FileStore,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { digest, sizeBytes } = descriptor;
  const bytes = await readSmallFile(
    files,
    blobPath(digest),
    Math.max(maxConfigBytes, maxManifestBytes),
    signal,
  );
  return verifyBytes(bytes, { digest, sizeBytes, subject: `${files.name}: ${blobPath(digest)}` });
}

/** A blob of any length, checked as it streams. */
export function openBlob(
  files: FileStore,
  descriptor: Descriptor,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { digest, sizeBytes } = descriptor;
  const path = blobPath(digest);
  return verifyChunks(files.open(path, signal), { digest, sizeBytes, subject: `${files.name}: ${path}` });
}
