/** Images of an OCI image layout, wherever its files are. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
import { ImgscanError } from '../errors.ts';
import type { Image } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import type { Descriptor, ImageIndex, Manifest } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-type.ts';
import { selectImages } from '../oci/select.ts';
import { isAttachedTag } from './attached-tags.ts';
import type { FileStore } from './files.ts';
import { imageFromManifest } from './image.ts';
import { findInLayout } from './layout-attached.ts';
import {
  describeBlob,
  isPresent,
  namesOf,
  openBlob,
  readBlob,
  readIndex,
  readManifest,
} from './layout-files.ts';
import { listNames, pickByName, storedReference } from './names.ts';
import type { SourceOptions } from './source.ts';
import { formatSelector, type Selector } from './target.ts';

export interface LayoutImages {
  readonly images: readonly Image[];
  readonly warnings: readonly Warning[];
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
        findAttached: (image, signal = options.signal) =>
          findInLayout(files, image, selection.attestations, signal),
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
  const images = entries.filter((entry) => !isAttachment(entry));
  const chosen = distinct(select(selector?.kind === 'index' ? entries : images, selector));
  const labels = images.map((entry, index) => namesOf(entry)[0] ?? `@${index} (${entry.digest})`);
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

/** What a layout keeps beside an image is not what the user means by it, unless it is asked for by its place. */
function isAttachment(entry: Descriptor): boolean {
  return entry.artifactType !== undefined || namesOf(entry).some(isAttachedTag);
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
