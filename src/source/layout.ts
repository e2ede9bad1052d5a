/** Images of an OCI image layout, wherever its files are. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Digest, Image } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
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
import { selectImages } from '../oci/select.ts';
import { type FileStore, readSmallFile } from './files.ts';
import { imageFromManifest } from './image.ts';
import { listNames, pickByName, storedReference } from './names.ts';
import type { SourceOptions } from './source.ts';
import { formatSelector, type Selector } from './target.ts';

const layoutSchema = v.object({ imageLayoutVersion: v.string() });
/** Names that index.json gives its entries: the spec's, and containerd's, which is always a whole reference. */
const nameAnnotations = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'] as const;

export interface LayoutImages {
  readonly images: readonly Image[];
  readonly warnings: readonly Warning[];
}

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

/**
 * The images that the selector and the platform choose, blobs checked as they are read. Without a selector there must
 * be one image, or several of one name that differ by platform. NOT_FOUND and USAGE list what there is.
 */
export async function layoutImages(
  files: FileStore,
  selector: Selector | undefined,
  name: string,
  options: SourceOptions,
): Promise<LayoutImages> {
  const { manifests } = await readIndex(files, options.signal);
  if (selector?.kind === 'digest') {
    return imagesOf(files, [await describeBlob(files, selector.digest)], name, options);
  }
  return imagesOf(files, choose(files, manifests, selector), name, options);
}

/** The images behind entries that are one thing under one name: a manifest, an index, or an index's worth of manifests. */
export async function imagesOf(
  files: FileStore,
  entries: readonly Descriptor[],
  name: string,
  options: SourceOptions,
): Promise<LayoutImages> {
  const read = (descriptor: Descriptor) => readBlob(files, descriptor, options.signal);
  const [first] = entries;
  if (first === undefined) throw new ImgscanError('NOT_FOUND', `${name}: there is no image`);
  const reference = entries
    .flatMap(namesOf)
    .map(storedReference)
    .find((found) => found !== undefined);
  let manifest: Manifest = { kind: 'index', mediaType: mediaTypes.ociIndex, manifests: entries };
  if (entries.length === 1) {
    manifest = await readManifest(files, first, options.signal);
  }
  const present =
    manifest.kind === 'index' ? await dropAbsent(files, manifest, name) : { manifest, warnings: [] };
  const root = { descriptor: first, manifest: present.manifest, subject: name };
  const selection = await selectImages(root, options.platform, read);
  return {
    images: selection.images.map((selected) =>
      imageFromManifest(selected, {
        name,
        ...(reference === undefined ? {} : { reference }),
        openLayer: (descriptor, signal = options.signal) => openBlob(files, descriptor, signal),
      }),
    ),
    warnings: options.platform === 'all' ? [...present.warnings, ...selection.warnings] : selection.warnings,
  };
}

function choose(
  files: FileStore,
  entries: readonly Descriptor[],
  selector: Exclude<Selector, { kind: 'digest' }> | undefined,
): readonly Descriptor[] {
  const chosen = distinct(select(entries, selector));
  const labels = entries.map((entry, index) => namesOf(entry)[0] ?? `@${index} (${entry.digest})`);
  const hint = 'name one after the path: PATH:TAG, PATH@DIGEST, or PATH:@N for the Nth, counted from 0';
  if (chosen.length === 0) {
    const wanted = selector === undefined ? 'an image' : `the image ${formatSelector(selector)}`;
    throw new ImgscanError('NOT_FOUND', `${files.name}: expected ${wanted}, found ${listNames(labels)}`, {
      hint,
    });
  }
  const names = new Set(chosen.map((entry) => namesOf(entry)[0]));
  const onePerPlatform = names.size === 1 && chosen.every((entry) => entry.platform !== undefined);
  if (chosen.length === 1 || onePerPlatform) return chosen;
  const found = `found ${chosen.length}: ${listNames(labels)}`;
  throw new ImgscanError('USAGE', `${files.name}: expected one image, ${found}`, { hint });
}

function select(
  entries: readonly Descriptor[],
  selector: Exclude<Selector, { kind: 'digest' }> | undefined,
): readonly Descriptor[] {
  if (selector === undefined) return entries;
  if (selector.kind === 'tag') return pickByName(entries, namesOf, selector.tag);
  return entries.slice(selector.index, selector.index + 1);
}

/** One entry a digest: an image under two names is one image. */
function distinct(entries: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.digest, entry])).values()].reverse();
}

/** Layouts and `docker save` may keep the index of all platforms with the blobs of some. */
async function dropAbsent(
  files: FileStore,
  index: ImageIndex,
  name: string,
): Promise<{ readonly manifest: ImageIndex; readonly warnings: readonly Warning[] }> {
  const manifests: Descriptor[] = [];
  const warnings: Warning[] = [];
  for (const entry of index.manifests) {
    if (await isPresent(files, entry)) manifests.push(entry);
    else if (entry.platform?.os !== 'unknown') {
      const message = `${name}: not scanned: its index names ${entry.digest}, which is not there`;
      warnings.push({ code: 'MANIFEST_SKIPPED', message });
    }
  }
  return { manifest: { ...index, manifests }, warnings };
}

async function describeBlob(files: FileStore, digest: string): Promise<Descriptor> {
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

async function readBlob(files: FileStore, descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array> {
  const { digest, sizeBytes } = descriptor;
  const bytes = await readSmallFile(
    files,
    blobPath(digest),
    Math.max(maxConfigBytes, maxManifestBytes),
    signal,
  );
  return verifyBytes(bytes, { digest, sizeBytes, subject: `${files.name}: ${blobPath(digest)}` });
}

function openBlob(files: FileStore, descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const { digest, sizeBytes } = descriptor;
  const path = blobPath(digest);
  return verifyChunks(files.open(path, signal), { digest, sizeBytes, subject: `${files.name}: ${path}` });
}
