/** Images of a `docker save` archive: manifest.json, and beside it since Docker 25 an OCI layout. https://github.com/moby/docker-image-spec */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Digest, Image, Layer } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { decodeConfig, maxConfigBytes } from '../oci/config.ts';
import { digestOf, isDigest, verifyBytes, verifyChunks } from '../oci/digest.ts';
import { decodeJson } from '../oci/json.ts';
import { type Descriptor, type Manifest, maxManifestBytes } from '../oci/manifest.ts';
import { formatPlatform, platformDistance } from '../oci/platform.ts';
import { type FileStore, readSmallFile } from './files.ts';
import { imagesOf, type LayoutImages } from './layout.ts';
import { isPresent, namesOf, readIndex, readManifest } from './layout-files.ts';
import { listNames, normalize, pickByName, storedReference } from './names.ts';
import type { SourceOptions } from './source.ts';
import { formatSelector, type Selector } from './target.ts';

const path = v.pipe(v.string(), v.maxLength(4096));
const entrySchema = v.object({
  Config: path,
  RepoTags: v.nullish(v.array(v.string()), []),
  Layers: v.pipe(v.nullish(v.array(path), []), v.maxLength(1024)),
});
const manifestSchema = v.pipe(v.array(entrySchema), v.maxLength(1024));
type Entry = v.InferOutput<typeof entrySchema>;

/**
 * The image that the selector chooses. MANIFEST_INVALID when manifest.json is missing or wrong, NOT_FOUND and USAGE
 * list what there is. Its index of platforms counts where the archive has one.
 */
export async function dockerImages(
  files: FileStore,
  selector: Selector | undefined,
  name: string,
  options: SourceOptions,
): Promise<LayoutImages> {
  const subject = `${files.name}: manifest.json`;
  const bytes = await readSmallFile(files, 'manifest.json', maxManifestBytes, options.signal);
  const entries = decodeJson(manifestSchema, bytes, subject, maxManifestBytes);
  const entry = choose(files.name, entries, selector);
  const described = await findInIndex(files, entry, entries.length, options);
  if (described !== undefined) return imagesOf(files, [described], name, options);
  return legacyImage(files, entry, name, options);
}

function choose(archive: string, entries: readonly Entry[], selector: Selector | undefined): Entry {
  const chosen = select(entries, selector);
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) return first;
  const found = listNames(entries.map((entry, index) => entry.RepoTags[0] ?? `@${index} (no name)`));
  const wanted = selector === undefined ? 'one image' : `one image ${formatSelector(selector)}`;
  const code = chosen.length === 0 ? 'NOT_FOUND' : 'USAGE';
  throw new ImgscanError(code, `${archive}: expected ${wanted}, found ${found}`, {
    hint: 'name one after the path: FILE:TAG, or FILE:@N for the Nth, counted from 0',
  });
}

function select(entries: readonly Entry[], selector: Selector | undefined): readonly Entry[] {
  switch (selector?.kind) {
    case undefined:
      return entries;
    case 'tag':
      return pickByName(entries, (entry) => entry.RepoTags, selector.tag);
    case 'index':
      return entries.slice(selector.index, selector.index + 1);
    case 'digest':
      return entries.filter((entry) => `sha256:${configHex(entry)}` === selector.digest);
  }
}

/** The image ID, which is the config's digest; undefined where the config's name does not tell it. */
function configHex(entry: Entry): string | undefined {
  return /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(entry.Config)?.[1];
}

/**
 * The entry of index.json that is this image. Undefined without an index, and where it is of no use: Docker 25 wrote
 * some with no manifests, and manifests with no layers (https://github.com/moby/moby/issues/47065). MANIFEST_INVALID
 * when it is another image: old and new Docker would not load the same from such an archive.
 */
async function findInIndex(
  files: FileStore,
  entry: Entry,
  entryCount: number,
  options: SourceOptions,
): Promise<Descriptor | undefined> {
  if ((await files.fileBytes('oci-layout')) === undefined) return undefined;
  if ((await files.fileBytes('index.json')) === undefined) return undefined;
  const { manifests } = await readIndex(files, options.signal);
  const tags = new Set(entry.RepoTags.map(normalize));
  const named = manifests.filter((item) => namesOf(item).some((name) => tags.has(normalize(name))));
  const candidates = named.length === 0 && entryCount === 1 ? manifests : named;
  const [found] = candidates;
  const isOne = candidates.every((candidate) => candidate.digest === found?.digest);
  if (found === undefined || (named.length === 0 && !isOne) || !(await isPresent(files, found))) {
    return undefined;
  }
  const manifest = await readManifest(files, found, options.signal);
  if (manifest.kind === 'image' && manifest.layers.length < entry.Layers.length) return undefined;
  const config = digestOf(await readSmallFile(files, entry.Config, maxConfigBytes, options.signal));
  if (isOne && (await holdsConfig(files, manifest, config, options.signal))) return found;
  throw new ImgscanError(
    'MANIFEST_INVALID',
    `${files.name}: index.json names another image than manifest.json`,
    {
      hint: 'save the image again; oci-archive: reads what index.json names',
    },
  );
}

/** True for a manifest with this config, and for an index that has one with it among those that are there. */
async function holdsConfig(
  files: FileStore,
  manifest: Manifest,
  config: Digest,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (manifest.kind === 'image') return manifest.config.digest === config;
  if (manifest.kind !== 'index') return false;
  for (const descriptor of manifest.manifests) {
    if (!(await isPresent(files, descriptor))) continue;
    const image = await readManifest(files, descriptor, signal);
    if (image.kind === 'image' && image.config.digest === config) return true;
  }
  return false;
}

async function legacyImage(
  files: FileStore,
  entry: Entry,
  name: string,
  options: SourceOptions,
): Promise<LayoutImages> {
  const subject = `${files.name}: ${entry.Config}`;
  const bytes = await readSmallFile(files, entry.Config, maxConfigBytes, options.signal);
  const hex = configHex(entry);
  if (hex !== undefined) verifyBytes(bytes, { digest: `sha256:${hex}`, subject });
  const { config, platform, diffIds } = decodeConfig(bytes, subject);
  if (diffIds.length !== entry.Layers.length) {
    const found = `${entry.Layers.length} layers in manifest.json and ${diffIds.length} diffIDs`;
    throw new ImgscanError(
      'MANIFEST_INVALID',
      `${subject}: expected a diffID for each layer, found ${found}`,
    );
  }
  const reference = entry.RepoTags.map(storedReference).find((found) => found !== undefined);
  const image: Image = {
    name,
    ...(reference === undefined ? {} : { reference }),
    platform,
    config,
    layers: await Promise.all(
      entry.Layers.map((layerPath, index) => legacyLayer(files, layerPath, diffIds[index], options)),
    ),
  };
  return { images: [image], warnings: platformWarnings(image, options) };
}

async function legacyLayer(
  files: FileStore,
  layerPath: string,
  diffId: Digest | undefined,
  options: SourceOptions,
): Promise<Layer> {
  const fileBytes = await files.fileBytes(layerPath);
  if (fileBytes === undefined) {
    throw new ImgscanError(
      'MANIFEST_INVALID',
      `${files.name}: manifest.json names ${layerPath}, which is missing`,
      {
        hint: 'the archive is incomplete; save the image again',
      },
    );
  }
  const digest = layerPath.replace(/^blobs\/(sha256)\//, '$1:');
  const subject = `${files.name}: ${layerPath}`;
  return {
    ...(isDigest(digest) ? { digest } : {}),
    ...(diffId === undefined ? {} : { diffId }),
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar',
    compressedBytes: fileBytes,
    open(signal = options.signal) {
      const chunks = files.open(layerPath, signal);
      return isDigest(digest) ? verifyChunks(chunks, { digest, sizeBytes: fileBytes, subject }) : chunks;
    },
  };
}

/** As for a single manifest of any other source: it is taken whatever its platform. */
function platformWarnings(image: Image, { platform }: SourceOptions): readonly Warning[] {
  if (platform === 'all' || platformDistance(platform, image.platform) !== undefined) return [];
  const found = `made for ${formatPlatform(image.platform)} alone`;
  const message = `${image.name} is ${found}; asked for was ${formatPlatform(platform)}`;
  return [{ code: 'PLATFORM_MISMATCH', message }];
}
