/** What registries say of the images that Dockerfiles build on: manifests, configs and SBOMs beside them, no layer. */
import { parseDockerfile } from '../dockerfile/parse.ts';
import { ImgscanError } from '../errors.ts';
import type { BaseFacts } from '../lint/facts.ts';
import { type LintStage, readSteps } from '../lint/steps.ts';
import type { Platform, Reference } from '../model/image.ts';
import { decodeConfig } from '../oci/config.ts';
import { formatPlatform, parsePlatform } from '../oci/platform.ts';
import { formatReference, parseReference } from '../oci/reference.ts';
import { type Selection, selectImages } from '../oci/select.ts';
import { createRegistryClient, type RegistryClient, type RegistryOptions } from '../registry/client.ts';
import type { BaseAdvisor } from './base-advisor.ts';
import type { BaseCache, KnownBase } from './base-cache.ts';
import { packagesBeside } from './base-packages.ts';

export interface BaseLookupOptions {
  readonly registry: RegistryOptions;
  readonly platform: Platform;
  readonly cache?: BaseCache;
  /** Absent: nothing is said of the packages in bases. */
  readonly advisor?: BaseAdvisor;
  readonly signal: AbortSignal;
  /** Time for one base, and again for its SBOM, ms. */
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

  /** A base that can stand in for another and has fewer vulnerabilities that are fixed elsewhere. */
  const findBetter = async (
    reference: Reference,
    platform: Platform,
    facts: BaseFacts,
  ): Promise<BaseFacts> => {
    const { advisories } = facts;
    if (advisories === undefined || advisories.fixable.length === 0) return facts;
    for (const name of betterNames(reference, advisories.newer)) {
      const other = await ask(parseReference(name), platform).catch(() => undefined);
      options.signal.throwIfAborted();
      const fixableCount = other?.advisories?.fixable.length;
      if (other === undefined || fixableCount === undefined || fixableCount >= advisories.fixable.length)
        continue;
      return {
        ...facts,
        advisories: { ...advisories, better: { name, digest: other.digest, fixableCount } },
      };
    }
    return facts;
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
            if (wanted === undefined) return;
            const { reference, platform } = wanted;
            const facts = await findBetter(reference, platform, await ask(reference, platform));
            bases.set(stage.index, { ...facts, writtenAs: stage.base });
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

/** What the tag is today, where a digest holds it back; then the newest release of the same. */
function betterNames(reference: Reference, newer: string | undefined): readonly string[] {
  const { digest, ...tagged } = reference;
  const today = digest === undefined || tagged.tag === undefined ? [] : [formatReference(tagged)];
  return [...today, ...(newer === undefined ? [] : [newer])];
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
  options: BaseLookupOptions,
): Promise<BaseFacts> {
  const { advisor, cache, signal } = options;
  const name = formatReference(reference);
  const cached = await cache?.get(name, formatPlatform(platform));
  const asked = cached === undefined ? await askInTime(client, reference, platform, options) : undefined;
  const known = cached ?? asked?.known;
  if (known === undefined) throw new ImgscanError('INTERNAL', `nothing was said of ${name}`);
  const { digest, layerCount, compressedBytes, configText } = known;
  const { config, diffIds } = decodeConfig(Buffer.from(configText), `config of ${name}`);
  const scanned = await advisor?.scanned(config, diffIds);
  let { inventory } = known;
  if (asked !== undefined) {
    if (advisor !== undefined && scanned === undefined) {
      const limit = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
      const both = AbortSignal.any([signal, limit]);
      inventory = await packagesBeside(client, reference, asked.selection, both).catch(() => undefined);
      signal.throwIfAborted();
    }
    await cache?.set({ ...known, ...(inventory === undefined ? {} : { inventory }) });
  }
  const told = scanned ?? inventory;
  const advisories = told && (await advisor?.advise(name, told, scanned === undefined ? 'sbom' : 'scan'));
  return {
    reference: name,
    digest,
    platform: known.platform,
    layerCount,
    compressedBytes,
    config,
    ...(advisories === undefined ? {} : { advisories }),
  };
}

interface Asked {
  readonly known: KnownBase;
  readonly selection: Selection;
}

async function askInTime(
  client: RegistryClient,
  reference: Reference,
  platform: Platform,
  { signal, timeoutMs = defaultTimeoutMs }: BaseLookupOptions,
): Promise<Asked> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await askRegistry(client, reference, platform, AbortSignal.any([signal, limit]));
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
): Promise<Asked> {
  const repository = client.repository(reference);
  const subject = formatReference(reference);
  const root = await repository.resolve(signal);
  let configText = '{}';
  const selection = await selectImages({ ...root, subject }, platform, async (descriptor, kind) => {
    const bytes = await repository.read(descriptor, kind, signal);
    if (kind === 'config') configText = Buffer.from(bytes).toString('utf8');
    return bytes;
  });
  const layers = selection.images[0]?.manifest.layers ?? [];
  const known: KnownBase = {
    reference: subject,
    digest: root.descriptor.digest,
    platform: formatPlatform(platform),
    configText,
    layerCount: layers.length,
    compressedBytes: layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  return { known, selection };
}
