/** `imgscan IMAGE`: the main job. */
import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { openBundledFeed } from '../../advisory/bundled.ts';
import { loadCatalog } from '../../advisory/catalog.ts';
import { ImgscanError } from '../../errors.ts';
import { imageRules } from '../../inspect/list.ts';
import type { Report } from '../../model/report.ts';
import { hostPlatform, parsePlatform } from '../../oci/platform.ts';
import { openLayerCache } from '../../read-layers.ts';
import type { RegistryOptions } from '../../registry/client.ts';
import { scanImage } from '../../scan.ts';
import { archiveSource } from '../../source/archive-source.ts';
import { dockerArchiveSource } from '../../source/docker-archive.ts';
import { dockerDaemonSource } from '../../source/docker-daemon.ts';
import { ociArchiveSource } from '../../source/oci-archive.ts';
import { ociLayoutSource } from '../../source/oci-layout.ts';
import { openImages } from '../../source/open.ts';
import { registrySource } from '../../source/registry.ts';
import { rootfsSource } from '../../source/rootfs.ts';
import type { Source, SourceOptions } from '../../source/source.ts';
import { layerCacheDirectory, spoolDirectory } from '../directories.ts';
import { parseFailOn } from '../fail-on.ts';
import { type Output, writeOutputs } from '../outputs.ts';
import { createProgress } from '../progress.ts';
import { type RegistryFlags, readRegistryOptions } from '../registry-options.ts';
import { version } from '../version.ts';

/** The command's options as commander hands them over. */
export interface ImageFlags extends RegistryFlags {
  readonly outputs: readonly Output[];
  readonly platform?: string;
  readonly allPlatforms?: boolean;
  readonly failOn?: string;
  readonly dockerfile?: string;
  readonly cache: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
  readonly color: boolean;
}

/** The exit code of a finished scan: 0, or 1 when --fail-on is met. Throws everything else. */
export async function scanCommand(target: string, flags: ImageFlags, signal: AbortSignal): Promise<number> {
  const gates = parseFailOn(
    flags.failOn ?? '',
    imageRules.map(({ id }) => id),
  );
  const platform = parsePlatformFlags(flags);
  const [registryOptions, dockerfile, feed, catalog] = await Promise.all([
    readRegistryOptions(flags, process.env, signal),
    flags.dockerfile === undefined ? undefined : readDockerfile(flags.dockerfile),
    openBundledFeed(),
    loadCatalog(),
  ]);
  const opened = await openImages(target, allSources(registryOptions), {
    platform,
    signal,
    spoolDirectory: spoolDirectory(),
    // What waits for more input would see the signal with the next chunk only.
    stdin: addAbortSignal(signal, process.stdin),
  });
  const reports: Report[] = [];
  let failure: ImgscanError | undefined;
  try {
    for (const image of opened.images) {
      const progress = wantsProgress(flags) ? createProgress(image.layers, process.stderr) : undefined;
      const result = await scanImage(image, {
        version,
        store: feed.store,
        catalog,
        today: new Date().toISOString().slice(0, 10),
        warnings: [...opened.warnings, ...feed.warnings],
        signal,
        ...(dockerfile === undefined ? {} : { dockerfile }),
        ...(flags.cache ? { cache: openLayerCache(layerCacheDirectory()) } : {}),
        ...(progress === undefined ? {} : { onProgress: progress.onProgress }),
      });
      progress?.done();
      reports.push(result.report);
      failure ??= result.failure;
    }
  } finally {
    await opened.close();
  }
  await writeOutputs(flags.outputs, reports, { color: wantsColor(flags), list: flags.allPlatforms === true });
  if (failure !== undefined) throw failure;
  return gates.some((gate) => reports.some(gate)) ? 1 : 0;
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

function parsePlatformFlags({ platform, allPlatforms }: ImageFlags): SourceOptions['platform'] {
  if (allPlatforms !== true) return platform === undefined ? hostPlatform() : parsePlatform(platform);
  if (platform !== undefined) {
    throw new ImgscanError('USAGE', '--platform and --all-platforms exclude each other, found both');
  }
  return 'all';
}

async function readDockerfile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ImgscanError('USAGE', `cannot read the Dockerfile ${file}: ${String(cause)}`, { cause });
  });
}

function wantsProgress({ quiet, progress }: ImageFlags): boolean {
  return quiet !== true && (progress === true || process.stderr.isTTY === true);
}

/** https://no-color.org: any value but the empty one. */
function wantsColor({ color }: ImageFlags): boolean {
  return color && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}
