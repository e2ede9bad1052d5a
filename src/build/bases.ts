/** What registries say of the images that Dockerfiles build on: manifest and config requests, no layer. */
import { parseDockerfile } from '../dockerfile/parse.ts';
import { ImgscanError } from '../errors.ts';
import type { BaseFacts } from '../lint/facts.ts';
import { type LintStage, readSteps } from '../lint/steps.ts';
import type { Platform, Reference } from '../model/image.ts';
import { formatPlatform, parsePlatform } from '../oci/platform.ts';
import { formatReference, parseReference } from '../oci/reference.ts';
import { selectImages } from '../oci/select.ts';
import { createRegistryClient, type RegistryClient, type RegistryOptions } from '../registry/client.ts';
import { type BaseCache, type KnownBase, toFacts } from './base-cache.ts';

export interface BaseLookupOptions {
  readonly registry: RegistryOptions;
  readonly platform: Platform;
  readonly cache?: BaseCache;
  readonly signal: AbortSignal;
  /** Time for one base, ms. */
  readonly timeoutMs?: number;
}

export interface LookedUpBases {
  /** By stage index. */
  readonly bases: ReadonlyMap<number, BaseFacts>;
  /** One sentence for each base that could not be looked up. */
  readonly problems: readonly string[];
}

export interface BaseLookup {
  /**
   * Asks for the bases of a Dockerfile's stages that are built on an image with a known name. Throws
   * LIMIT_EXCEEDED for a text that is no Dockerfile, and the reason of an abort.
   */
  look(text: string, buildArguments: ReadonlyMap<string, string>): Promise<LookedUpBases>;
  close(): Promise<void>;
}

const defaultTimeoutMs = 10_000;
/** Different bases that are asked for in one run; the rest is said. */
const mostBases = 100;

export function createBaseLookup(options: BaseLookupOptions): BaseLookup {
  const client = createRegistryClient(options.registry);
  /** Bases are shared by many Dockerfiles: each is asked for once. */
  const asked = new Map<string, Promise<BaseFacts>>();

  const ask = (reference: Reference, platform: Platform): Promise<BaseFacts> => {
    const key = `${formatReference(reference)} ${formatPlatform(platform)}`;
    const known = asked.get(key);
    if (known !== undefined) return known;
    if (asked.size >= mostBases) {
      const message = `more than ${mostBases} base images, which is all that one run asks for`;
      return Promise.reject(new ImgscanError('LIMIT_EXCEEDED', message));
    }
    const answer = findBase(client, reference, platform, options);
    asked.set(key, answer);
    return answer;
  };

  return {
    async look(text, buildArguments) {
      const { stages } = readSteps(parseDockerfile(text), { buildArguments });
      const bases = new Map<number, BaseFacts>();
      const problems = new Set<string>();
      await Promise.all(
        stages.map(async (stage) => {
          try {
            const wanted = readBase(stage, options.platform);
            if (wanted !== undefined) bases.set(stage.index, await ask(wanted.reference, wanted.platform));
          } catch (error) {
            options.signal.throwIfAborted();
            if (!(error instanceof ImgscanError)) throw error;
            problems.add(`the base image ${stage.base} could not be looked up: ${error.message}`);
          }
        }),
      );
      return { bases, problems: [...problems].sort() };
    },
    close: () => client.close(),
  };
}

/** Undefined for scratch, an earlier stage, and a name that is not known before the build. */
function readBase(
  stage: LintStage,
  platform: Platform,
): { readonly reference: Reference; readonly platform: Platform } | undefined {
  const { base, parent, unknownArguments } = stage;
  if (parent !== undefined || unknownArguments.length > 0 || base === '' || base === 'scratch')
    return undefined;
  const written = stage.platform;
  const isPlain = written !== undefined && /^[\w./-]+$/.test(written);
  return { reference: parseReference(base), platform: isPlain ? parsePlatform(written) : platform };
}

async function findBase(
  client: RegistryClient,
  reference: Reference,
  platform: Platform,
  { cache, signal, timeoutMs = defaultTimeoutMs }: BaseLookupOptions,
): Promise<BaseFacts> {
  const name = formatReference(reference);
  const cached = await cache?.get(name, formatPlatform(platform));
  if (cached !== undefined) return cached;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const known = await askRegistry(client, reference, platform, AbortSignal.any([signal, limit]));
    const facts = toFacts(known);
    await cache?.set(known);
    return facts;
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) throw error;
    throw new ImgscanError('TIMEOUT', `${reference.registry} did not answer within ${timeoutMs / 1000} s`, {
      cause: error,
    });
  }
}

async function askRegistry(
  client: RegistryClient,
  reference: Reference,
  platform: Platform,
  signal: AbortSignal,
): Promise<KnownBase> {
  const repository = client.repository(reference);
  const subject = formatReference(reference);
  const root = await repository.resolve(signal);
  let configText = '{}';
  const { images } = await selectImages({ ...root, subject }, platform, async (descriptor, kind) => {
    const bytes = await repository.read(descriptor, kind, signal);
    if (kind === 'config') configText = Buffer.from(bytes).toString('utf8');
    return bytes;
  });
  const layers = images[0]?.manifest.layers ?? [];
  return {
    reference: subject,
    digest: root.descriptor.digest,
    platform: formatPlatform(platform),
    configText,
    layerCount: layers.length,
    compressedBytes: layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}
