/** From what a user names to what scans of it found: opens the source, reads images one by one, tells progress. */
import { addAbortSignal } from 'node:stream';
import { loadCatalog } from '../advisory/catalog.ts';
import { ImgscanError } from '../errors.ts';
import type { AdvisoryStore } from '../model/advisory.ts';
import { hostPlatform, parsePlatform } from '../oci/platform.ts';
import { openLayerCache } from '../read-layers.ts';
import type { RegistryOptions } from '../registry/client.ts';
import { type ScanResult, scanImage } from '../scan.ts';
import { scanSbom } from '../scan-sbom.ts';
import { archiveSource } from '../source/archive-source.ts';
import { dockerArchiveSource } from '../source/docker-archive.ts';
import { dockerDaemonSource } from '../source/docker-daemon.ts';
import { openRegularFile } from '../source/files.ts';
import { ociArchiveSource } from '../source/oci-archive.ts';
import { ociLayoutSource } from '../source/oci-layout.ts';
import { openImages } from '../source/open.ts';
import { registrySource } from '../source/registry.ts';
import { rootfsSource } from '../source/rootfs.ts';
import type { Source, SourceOptions } from '../source/source.ts';
import { openScanAdvisories, parseMaxAge } from './advisory-options.ts';
import { layerCacheDirectory, spoolDirectory } from './directories.ts';
import { createProgress } from './progress.ts';
import { readRegistryOptions } from './registry-options.ts';
import type { ScanFlags } from './scan-options.ts';
import { version } from './version.ts';

/** A scan's result, and the advisories that it was matched against. */
export interface Scanned extends ScanResult {
  readonly store: AdvisoryStore;
}

/** What one command may scan: targets one after the other, each in one image or more. Throws what ends a scan. */
export type Scanner = (target: string) => AsyncGenerator<Scanned, void, undefined>;

export interface ScannerOptions {
  readonly signal: AbortSignal;
  readonly allPlatforms?: boolean;
  /** Text of the Dockerfile that the image was built from. */
  readonly dockerfile?: string;
}

/** Reads what all scans of a command share: credentials (standard input can be read once), feed and catalog. */
export async function createScanner(flags: ScanFlags, options: ScannerOptions): Promise<Scanner> {
  const { signal, dockerfile } = options;
  const maxFeedAgeDays = parseMaxAge(flags);
  const platform = choosePlatform(flags.platform, options.allPlatforms === true);
  const [registryOptions, feed, catalog] = await Promise.all([
    readRegistryOptions(flags, process.env, signal),
    openScanAdvisories(flags),
    loadCatalog(),
  ]);
  const shared = {
    version,
    store: feed.store,
    prepareStore: feed.prepare,
    today: new Date().toISOString().slice(0, 10),
    signal,
    ...(maxFeedAgeDays === undefined ? {} : { maxFeedAgeDays }),
  };
  return async function* scan(target) {
    if (target.startsWith(sbomScheme)) {
      const bytes = await readSbom(target);
      yield {
        report: await scanSbom(bytes, target, { ...shared, warnings: feed.warnings }),
        store: feed.store,
      };
      return;
    }
    const opened = await openImages(target, allSources(registryOptions), {
      platform,
      signal,
      spoolDirectory: spoolDirectory(),
      // What waits for more input would see the signal with the next chunk only.
      stdin: addAbortSignal(signal, process.stdin),
    });
    try {
      for (const image of opened.images) {
        const progress = wantsProgress(flags) ? createProgress(image.layers, process.stderr) : undefined;
        const result = await scanImage(image, {
          ...shared,
          catalog,
          warnings: [...opened.warnings, ...feed.warnings],
          ...(dockerfile === undefined ? {} : { dockerfile }),
          ...(flags.cache ? { cache: openLayerCache(layerCacheDirectory()) } : {}),
          ...(progress === undefined ? {} : { onProgress: progress.onProgress }),
        });
        progress?.done();
        yield { ...result, store: feed.store };
      }
    } finally {
      await opened.close();
    }
  };
}

/** Not a source: it holds no image, only what somebody wrote of one. */
const sbomScheme = 'sbom:';
const maxSbomBytes = 256 * 1024 * 1024;

async function readSbom(target: string): Promise<Uint8Array> {
  const { handle, fileBytes } = await openRegularFile(target.slice(sbomScheme.length), target);
  try {
    if (fileBytes > maxSbomBytes) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `${target} has ${fileBytes} bytes, at most ${maxSbomBytes} are read`,
      );
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
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
