/** Reads the images that a target names, from wherever it says, and tells progress. Loaded for images alone: an SBOM needs none of it. */
import { addAbortSignal } from 'node:stream';
import { loadCatalog } from '../advisory/catalog.ts';
import { type FileCache, openFileCache } from '../cache/files.ts';
import { ImgscanError } from '../errors.ts';
import type { Image } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { hostPlatform, parsePlatform } from '../oci/platform.ts';
import { recallOr } from '../recall.ts';
import type { RegistryOptions } from '../registry/client.ts';
import type { ScanOptions, ScanResult } from '../scan.ts';
import { archiveSource } from '../source/archive-source.ts';
import { dockerArchiveSource } from '../source/docker-archive.ts';
import { dockerDaemonSource } from '../source/docker-daemon.ts';
import { ociArchiveSource } from '../source/oci-archive.ts';
import { ociLayoutSource } from '../source/oci-layout.ts';
import { openImages } from '../source/open.ts';
import { registrySource } from '../source/registry.ts';
import { rootfsSource } from '../source/rootfs.ts';
import type { Source, SourceOptions } from '../source/source.ts';
import { layerCacheDirectory, spoolDirectory } from './directories.ts';
import { createProgress } from './progress.ts';
import { readRegistryOptions } from './registry-options.ts';
import type { ScanFlags } from './scan-options.ts';
import { build } from './version.ts';

/** What holds for every image of a command. */
export type SharedOptions = Pick<
  ScanOptions,
  'version' | 'store' | 'today' | 'prepareStore' | 'maxFeedAgeDays' | 'signal' | 'dockerfile'
> & { readonly warnings: readonly Warning[] };

export interface ImageScannerOptions {
  readonly signal: AbortSignal;
  readonly allPlatforms?: boolean;
  /** The report is all that is wanted of a result: an earlier one will do where nothing has changed. */
  readonly onlyReport?: boolean;
}

/** A target's images, one after the other. Throws what ends a scan. */
export type ImageScanner = (target: string) => AsyncGenerator<ScanResult, void, undefined>;

/** Reads credentials: standard input can be read once. */
export async function createImageScanner(
  flags: ScanFlags,
  { signal, allPlatforms, onlyReport }: ImageScannerOptions,
  shared: SharedOptions,
): Promise<ImageScanner> {
  const platform = choosePlatform(flags.platform, allPlatforms === true);
  const registryOptions = await readRegistryOptions(flags, process.env, signal);
  const files = flags.cache ? openFileCache({ directory: layerCacheDirectory() }) : undefined;
  return async function* scan(target) {
    const opened = await openImages(target, allSources(registryOptions), {
      platform,
      signal,
      spoolDirectory: spoolDirectory(),
      // What waits for more input would see the signal with the next chunk only.
      stdin: addAbortSignal(signal, process.stdin),
    });
    try {
      for (const image of opened.images) {
        const common = { ...shared, warnings: [...opened.warnings, ...shared.warnings] };
        const read = (anImage: Image) => readImage(anImage, common, flags, files);
        yield onlyReport === true && files !== undefined && build !== undefined
          ? await recallOr(image, { ...common, files, build, offline: flags.offline === true }, read)
          : await read(image);
      }
    } finally {
      await opened.close();
    }
  };
}

/** What reads layers and judges them is loaded when there is something to read. */
async function readImage(
  image: Image,
  options: Omit<ScanOptions, 'catalog'>,
  flags: ScanFlags,
  files: FileCache | undefined,
): Promise<ScanResult> {
  const [{ scanImage }, { openLayerCache }, catalog] = await Promise.all([
    import('../scan.ts'),
    import('../read-layers.ts'),
    loadCatalog(),
  ]);
  const progress = wantsProgress(flags) ? createProgress(image.layers, process.stderr) : undefined;
  const result = await scanImage(image, {
    ...options,
    catalog,
    ...(files === undefined ? {} : { cache: openLayerCache(files) }),
    ...(progress === undefined ? {} : { onProgress: progress.onProgress }),
  });
  progress?.done();
  return result;
}

function allSources(registryOptions: RegistryOptions): readonly Source[] {
  return [
    archiveSource,
    dockerArchiveSource,
    dockerDaemonSource(process.env),
    ociArchiveSource,
    ociLayoutSource,
    registrySource(registryOptions),
    rootfsSource,
  ];
}

function choosePlatform(platform: string | undefined, all: boolean): SourceOptions['platform'] {
  if (!all) return platform === undefined ? hostPlatform() : parsePlatform(platform);
  if (platform !== undefined) {
    throw new ImgscanError('USAGE', '--platform and --all-platforms exclude each other, found both');
  }
  return 'all';
}

function wantsProgress({ quiet, progress }: ScanFlags): boolean {
  return quiet !== true && (progress === true || process.stderr.isTTY === true);
}
