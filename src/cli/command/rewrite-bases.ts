/** What registries say of a rewrite's bases: whether they are there, and their digests. */
import type { BaseLookup } from '../../build/bases.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { hostPlatform, parsePlatform } from '../../oci/platform.ts';
import { pinBases } from '../../rewrite/pin.ts';
import { baseCacheDirectory } from '../directories.ts';
import { readRegistryOptions } from '../registry-options.ts';
import type { ScanFlags } from '../scan-options.ts';

/** The options as commander hands them over. */
export interface BaseFlags extends ScanFlags {
  readonly pin?: boolean;
}

const timeoutMs = 5_000;

/** The rewrite with its bases pinned where that is asked for, and with what the registries do not confirm. */
export async function checkBases(result: Rewrite, flags: BaseFlags, signal: AbortSignal): Promise<Rewrite> {
  const { dockerfile, final } = result;
  const asksRegistry = flags.offline !== true || flags.pin === true;
  if (dockerfile === undefined || final === undefined || !asksRegistry) return result;
  // A base that is built here has no registry to ask.
  if (flags.pin !== true && /^(?:scratch$|localhost\/)/.test(final.base)) return result;
  const lookup = await openLookup(flags, signal);
  try {
    const text = flags.pin === true ? dockerfile : `FROM ${final.base}\n`;
    const { bases, problems } = await lookup.look(text, new Map());
    const doubts = problems.map((problem) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
    if (flags.pin !== true) return { ...result, unproven: [...result.unproven, ...doubts] };
    const digests = new Map([...bases].map(([index, { digest }]) => [index, digest]));
    const { text: pinned, names } = pinBases(dockerfile, digests);
    const what = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} pinned by digest`;
    const why =
      'The next build starts from the same bytes; somebody has to move the digest when they are updated.';
    return {
      ...result,
      dockerfile: pinned,
      changes: names.length === 0 ? result.changes : [...result.changes, { what, why }],
      unproven: [...result.unproven, ...doubts],
    };
  } finally {
    await lookup.close();
  }
}

async function openLookup(flags: BaseFlags, signal: AbortSignal): Promise<BaseLookup> {
  const { username: _, passwordStdin: __, ...rest } = flags;
  const [{ createBaseLookup }, { openBaseCache }, registry] = await Promise.all([
    import('../../build/bases.ts'),
    import('../../build/base-cache.ts'),
    readRegistryOptions(rest, process.env, signal),
  ]);
  return createBaseLookup({
    registry,
    platform: flags.platform === undefined ? hostPlatform() : parsePlatform(flags.platform),
    cache: openBaseCache(baseCacheDirectory(), () => Date.now()),
    signal,
    timeoutMs,
  });
}
