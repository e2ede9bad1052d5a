/** From what a reference points at to the images asked for: indexes resolved, attestations passed over. https://github.com/opencontainers/image-spec/blob/main/image-index.md */
import { ImgscanError } from '../errors.ts';
import type { Platform } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { type DecodedConfig, decodeConfig } from './config.ts';
import {
  type Descriptor,
  decodeManifest,
  type ImageManifest,
  type Manifest,
  requireImage,
} from './manifest.ts';
import { manifestKindOf } from './media-type.ts';
import { formatPlatform, platformDistance } from './platform.ts';

/** Reads manifests and configs (never layers), verified against the descriptor; `kind` is where a registry has them. */
export type ReadContent = (descriptor: Descriptor, kind: 'manifest' | 'config') => Promise<Uint8Array>;

/** What a reference points at. */
export interface Root {
  /** Of the manifest itself; `mediaType` and `annotations` need not be right. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  /** Names it in errors and warnings. */
  readonly subject: string;
}

export interface SelectedImage {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
  readonly decoded: DecodedConfig;
}

export interface Selection {
  /** At least one; in the index's order. */
  readonly images: readonly SelectedImage[];
  /** What the indexes hold about their images, in their order. */
  readonly attestations: readonly Descriptor[];
  readonly warnings: readonly Warning[];
}

const maxDepth = 4;
const maxEntries = 1024;

/**
 * Chooses the image of one platform, or with `all` every image. A single manifest is taken whatever its
 * platform, with a warning when it is another. PLATFORM_NOT_FOUND lists what there is; MEDIA_TYPE_UNSUPPORTED
 * says what is no image; LIMIT_EXCEEDED when indexes nest deeper than 4 or hold more than 1024 entries.
 */
export async function selectImages(
  root: Root,
  platform: Platform | 'all',
  read: ReadContent,
): Promise<Selection> {
  const { descriptor, manifest, subject } = root;
  if (manifest.kind !== 'index') {
    const image = await openImage(descriptor, manifest, subject, read);
    return { images: [image], attestations: [], warnings: mismatchWarnings(image, platform, subject) };
  }
  const { entries, attestations } = await flatten(manifest.manifests, subject, read);
  const chosen = await (platform === 'all'
    ? selectAll(entries, subject, read)
    : selectOne(entries, platform, subject, read));
  return { ...chosen, attestations };
}

type Chosen = Omit<Selection, 'attestations'>;

/** Images of an index and of the indexes in it, in order, attestations apart. */
async function flatten(
  descriptors: readonly Descriptor[],
  subject: string,
  read: ReadContent,
): Promise<{ readonly entries: readonly Descriptor[]; readonly attestations: readonly Descriptor[] }> {
  const entries: Descriptor[] = [];
  const attestations: Descriptor[] = [];
  let seen = 0;
  const walk = async (level: readonly Descriptor[], depth: number): Promise<void> => {
    if (depth > maxDepth) throw tooMuch(subject, `indexes nested at most ${maxDepth} deep`);
    for (const descriptor of level) {
      seen += 1;
      if (seen > maxEntries) throw tooMuch(subject, `at most ${maxEntries} entries in its indexes`);
      if (isAttestation(descriptor)) {
        attestations.push(descriptor);
        continue;
      }
      if (manifestKindOf(descriptor.mediaType) !== 'index') {
        entries.push(descriptor);
        continue;
      }
      const nested = decodeManifest(
        await read(descriptor, 'manifest'),
        descriptor.mediaType,
        `index ${descriptor.digest}`,
      );
      if (nested.kind === 'index') await walk(nested.manifests, depth + 1);
    }
  };
  await walk(descriptors, 1);
  return { entries, attestations };
}

/** BuildKit puts provenance and SBOMs beside the images, for a platform that does not exist. */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  return (
    Object.hasOwn(annotations, 'vnd.docker.reference.type') ||
    (platform?.os === 'unknown' && platform.architecture === 'unknown')
  );
}

async function selectOne(
  entries: readonly Descriptor[],
  wanted: Platform,
  subject: string,
  read: ReadContent,
): Promise<Chosen> {
  let best: { readonly descriptor: Descriptor; readonly distance: number } | undefined;
  for (const descriptor of entries) {
    const distance = descriptor.platform && platformDistance(wanted, descriptor.platform);
    if (distance !== undefined && (best === undefined || distance < best.distance))
      best = { descriptor, distance };
  }
  if (best !== undefined) {
    return { images: [await readImage(best.descriptor, subject, read)], warnings: [] };
  }
  // An entry may leave its platform to the config (https://github.com/containerd/containerd, images.Manifest).
  const found = entries.flatMap((entry) => (entry.platform === undefined ? [] : [entry.platform]));
  for (const descriptor of entries) {
    if (descriptor.platform !== undefined) continue;
    const image = await tryImage(descriptor, subject, read);
    if (image === undefined) continue;
    if (platformDistance(wanted, image.decoded.platform) !== undefined)
      return { images: [image], warnings: [] };
    found.push(image.decoded.platform);
  }
  throw platformNotFound(wanted, found, subject);
}

async function selectAll(
  entries: readonly Descriptor[],
  subject: string,
  read: ReadContent,
): Promise<Chosen> {
  const images: SelectedImage[] = [];
  const warnings: Warning[] = [];
  for (const descriptor of entries) {
    try {
      images.push(await readImage(descriptor, subject, read));
    } catch (error) {
      if (!(error instanceof ImgscanError) || error.code !== 'MEDIA_TYPE_UNSUPPORTED') throw error;
      warnings.push({ code: 'MANIFEST_SKIPPED', message: `not scanned: ${error.message}` });
    }
  }
  if (images.length > 0) return { images, warnings };
  throw new ImgscanError('MEDIA_TYPE_UNSUPPORTED', `${subject} is an index without a container image`);
}

/** Undefined for an entry that is no image. */
async function tryImage(
  descriptor: Descriptor,
  subject: string,
  read: ReadContent,
): Promise<SelectedImage | undefined> {
  try {
    return await readImage(descriptor, subject, read);
  } catch (error) {
    if (error instanceof ImgscanError && error.code === 'MEDIA_TYPE_UNSUPPORTED') return undefined;
    throw error;
  }
}

async function readImage(descriptor: Descriptor, subject: string, read: ReadContent): Promise<SelectedImage> {
  const name = `manifest ${descriptor.digest} of ${subject}`;
  return openImage(
    descriptor,
    decodeManifest(await read(descriptor, 'manifest'), descriptor.mediaType, name),
    name,
    read,
  );
}

async function openImage(
  descriptor: Descriptor,
  manifest: Manifest,
  subject: string,
  read: ReadContent,
): Promise<SelectedImage> {
  const image = requireImage(manifest, subject);
  const decoded = decodeConfig(
    await read(image.config, 'config'),
    `config ${image.config.digest} of ${subject}`,
  );
  const { diffIds } = decoded;
  if (diffIds.length > 0 && diffIds.length !== image.layers.length) {
    throw new ImgscanError(
      'MANIFEST_INVALID',
      `${subject}: expected one diffID a layer, found ${diffIds.length} diffIDs for ${image.layers.length} layers`,
    );
  }
  return { descriptor, manifest: image, decoded };
}

function mismatchWarnings(
  image: SelectedImage,
  wanted: Platform | 'all',
  subject: string,
): readonly Warning[] {
  const found = image.decoded.platform;
  if (wanted === 'all' || platformDistance(wanted, found) !== undefined) return [];
  const message = `${subject} is made for ${formatPlatform(found)} alone; asked for was ${formatPlatform(wanted)}`;
  return [{ code: 'PLATFORM_MISMATCH', message }];
}

function platformNotFound(wanted: Platform, found: readonly Platform[], subject: string): ImgscanError {
  const names = [...new Set(found.map(formatPlatform))].sort();
  const list = names.length === 0 ? 'no image at all' : names.join(', ');
  return new ImgscanError(
    'PLATFORM_NOT_FOUND',
    `${subject}: expected an image for ${formatPlatform(wanted)}, found ${list}`,
    names.length === 0 ? {} : { hint: `choose one with --platform ${names[0]}, or all with --all-platforms` },
  );
}

function tooMuch(subject: string, expected: string): ImgscanError {
  return new ImgscanError('LIMIT_EXCEEDED', `${subject}: expected ${expected}, found more`);
}
