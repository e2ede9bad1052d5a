/** From what a user names to what scans of it found: an SBOM or images, matched against the same advisories. */
import { ImgscanError } from '../errors.ts';
import type { AdvisoryStore } from '../model/advisory.ts';
import type { ScanResult } from '../scan.ts';
import { openRegularFile } from '../source/files.ts';
import { openScanAdvisories, parseMaxAge } from './advisory-options.ts';
import type { ImageScanner, ImageScannerOptions } from './image-scanner.ts';
import type { ScanFlags } from './scan-options.ts';
import { version } from './version.ts';

/** A scan's result, and the advisories that it was matched against. */
export interface Scanned extends ScanResult {
  readonly store: AdvisoryStore;
}

/** What one command may scan: targets one after the other, each in one image or more. Throws what ends a scan. */
export type Scanner = (target: string) => AsyncGenerator<Scanned, void, undefined>;

export interface ScannerOptions extends ImageScannerOptions {
  /** Text of the Dockerfile that the image was built from. */
  readonly dockerfile?: string;
}

/** Opens what all scans of a command share; what reads images is loaded when the first one is. */
export async function createScanner(flags: ScanFlags, options: ScannerOptions): Promise<Scanner> {
  const { signal, dockerfile } = options;
  const maxFeedAgeDays = parseMaxAge(flags);
  const { store, warnings, prepare } = await openScanAdvisories(flags);
  const shared = {
    version,
    store,
    prepareStore: prepare,
    today: new Date().toISOString().slice(0, 10),
    signal,
    warnings,
    ...(maxFeedAgeDays === undefined ? {} : { maxFeedAgeDays }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
  };
  let images: Promise<ImageScanner> | undefined;
  const loadImages = async (): Promise<ImageScanner> => {
    const { createImageScanner } = await import('./image-scanner.ts');
    return createImageScanner(flags, options, shared);
  };
  return async function* scan(target) {
    if (target.startsWith(sbomScheme)) {
      const { scanSbom } = await import('../scan-sbom.ts');
      yield { report: await scanSbom(await readSbom(target), target, shared), store };
      return;
    }
    images ??= loadImages();
    for await (const result of (await images)(target)) yield { ...result, store };
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
