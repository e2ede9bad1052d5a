/** The report of an earlier scan, where all that goes into a report is what it was then. */
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FileCache } from './cache/files.ts';
import { seal, unseal } from './cache/sealed.ts';
import type { VexDocument } from './exception/vex/statement.ts';
import type { Attached, Digest, Image } from './model/image.ts';
import type { Warning } from './model/layer.ts';
import type { Report } from './model/report.ts';
import type { ScanOptions, ScanResult } from './scan.ts';

export interface RecallOptions
  extends Pick<
    ScanOptions,
    'store' | 'maxFeedAgeDays' | 'today' | 'dockerfile' | 'warnings' | 'signal' | 'version'
  > {
  readonly files: FileCache;
  /** Tells this build of the program, with its rules and the data that comes with it, from every other. */
  readonly build: string;
  /** True where nothing that the store misses would be fetched. */
  readonly offline: boolean;
}

interface Recalled {
  readonly beside: Beside;
  readonly report: Report;
  readonly vex?: readonly VexDocument[];
}

/** What was kept beside the image: it may change while the image does not. */
interface Beside {
  readonly documents: readonly Digest[];
  readonly problems: readonly string[];
}

const kind = 'report 1';

/** Trouble that the next scan may not have. */
const passing: ReadonlySet<Warning['code']> = new Set([
  'CACHE_UNUSABLE',
  'FEED_UNAVAILABLE',
  'SBOM_UNREADABLE',
]);

/**
 * A result without `files` and `evidence`: remembered, or that of `scan`, which is then remembered. What is kept beside
 * the image is asked for once in any case, and waited for only where there is a report that depends on it.
 */
export async function recallOr(
  image: Image,
  options: RecallOptions,
  scan: (image: Image) => Promise<ScanResult>,
): Promise<ScanResult> {
  const { digest, findAttached } = image;
  // Only a manifest's digest says what an image is before any of it is read.
  if (digest === undefined) return scan(image);
  let found: Promise<Attached> | undefined;
  const ask = (): Promise<Attached> | undefined => {
    found ??= findAttached?.(options.signal);
    return found;
  };
  const known = await find(options.files, nameOf(image, options));
  if (known !== undefined) {
    const { beside, ...result } = known;
    if (isDeepStrictEqual(beside, besideOf(await ask()))) return result;
  }
  const asked = findAttached && (async (): Promise<Attached> => (await ask()) ?? nothing);
  const result = await scan(asked === undefined ? image : { ...image, findAttached: asked });
  const { report, vex, failure } = result;
  if (failure === undefined && !report.warnings.some(({ code }) => passing.has(code))) {
    const beside = besideOf(await ask());
    const kept: Recalled = vex === undefined ? { report, beside } : { report, beside, vex };
    // Named anew: the scan may have brought advisories into the store.
    await options.files.put(nameOf(image, options), await seal(kind, kept));
  }
  return result;
}

async function find(files: FileCache, name: `${string}.report`): Promise<Recalled | undefined> {
  const bytes = await files.get(name);
  const value = bytes === undefined ? undefined : await unseal(kind, bytes);
  return isRecalled(value) ? value : undefined;
}

/** The name holds the image, the program and the store's state: what it finds was written by this very code. */
function isRecalled(value: unknown): value is Recalled {
  return typeof value === 'object' && value !== null && 'report' in value;
}

const nothing: Attached = { documents: [], problems: [] };

function besideOf({ documents, problems }: Attached = nothing): Beside {
  return { documents: documents.map(({ digest }) => digest), problems };
}

function nameOf(image: Image, options: RecallOptions): `${string}.report` {
  const { store, maxFeedAgeDays, today, dockerfile, warnings, version, build, offline } = options;
  const { name, reference, digest, mediaType, platform } = image;
  const subject = { name, reference, digest, mediaType, platform };
  const means = {
    version,
    build,
    offline,
    today,
    maxFeedAgeDays,
    dockerfile,
    warnings,
    feed: store.status(),
  };
  return `${hash('sha256', JSON.stringify([subject, means]), 'hex')}.report`;
}
