/** What reviews of one command share: settings, the catalog, registries; and what each Dockerfile is reviewed with. */
import { openAdvisories } from '../advisory/advisories.ts';
import { loadCatalog } from '../advisory/catalog.ts';
import type { BaseLookup } from '../build/bases.ts';
import { createContextReader, readContext } from '../build/context.ts';
import { readTextFile, type TextFile } from '../build/read-text.ts';
import { createScriptChecker } from '../build/script-checker.ts';
import { runShellcheck } from '../build/shellcheck.ts';
import type { BuildTarget } from '../build/target.ts';
import type { ReviewRequest } from '../lint/review.ts';
import type { LintSettings } from '../lint/settings.ts';
import type { AdvisoryStore } from '../model/advisory.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Platform } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { hostPlatform, parsePlatform } from '../oci/platform.ts';
import { baseCacheDirectory, layerCacheDirectory, storeDirectory } from './directories.ts';

export interface ReviewerOptions {
  readonly settings: LintSettings;
  /** True: no registry is asked. */
  readonly offline: boolean;
  /** False: the program shellcheck is not looked for. */
  readonly shellcheck: boolean;
  readonly platform?: string;
  /** True: contexts may change between one review and the next, and are read anew. */
  readonly isLasting?: boolean;
  readonly signal: AbortSignal;
}

export interface PreparedReview {
  /** As it was read, to be written back. */
  readonly file: TextFile;
  readonly request: ReviewRequest;
  readonly warnings: readonly Warning[];
}

export interface Reviewer {
  /** That the Dockerfiles are reviewed for. */
  readonly platform: Platform;
  /** Reads the Dockerfile, its context and what it is built on. Throws when the Dockerfile cannot be read. */
  prepare(target: BuildTarget): Promise<PreparedReview>;
  close(): Promise<void>;
}

export async function createReviewer(options: ReviewerOptions): Promise<Reviewer> {
  const { settings, signal } = options;
  const platform = options.platform === undefined ? hostPlatform() : parsePlatform(options.platform);
  const catalog = await loadCatalog().catch(() => undefined);
  const today = new Date().toISOString().slice(0, 10);
  const lookup = options.offline ? undefined : await openLookup(platform, catalog, today, signal);
  const contextOf = options.isLasting === true ? readContext : createContextReader();
  const checker = options.shellcheck ? createScriptChecker({ environment: process.env, signal }) : undefined;
  return {
    platform,
    async prepare(target) {
      const { buildArguments, targetName } = target;
      const file: TextFile =
        target.path === undefined
          ? { text: target.text ?? '', encoding: 'utf8' }
          : await readTextFile(target.path);
      const [context, looked, checked] = await Promise.all([
        target.context === undefined ? undefined : contextOf(target.context, target.path),
        lookup?.look(file.text, buildArguments),
        checker && runShellcheck(file.text, checker),
      ]);
      const request: ReviewRequest = {
        file: target.file,
        text: file.text,
        ...(checked === undefined ? {} : { foreign: checked.problems }),
        options: {
          settings,
          today,
          buildArguments,
          ...(catalog === undefined ? {} : { catalog }),
          ...(context === undefined ? {} : { context }),
          ...(looked === undefined ? {} : { bases: looked.bases }),
          ...(targetName === undefined ? {} : { targetName }),
        },
      };
      const warnings = [
        ...(looked?.problems ?? []).map(
          (problem): Warning => ({ code: 'BASE_UNKNOWN', message: `${target.file}: ${problem}` }),
        ),
        ...[checked?.trouble ?? []]
          .flat()
          .map((trouble): Warning => ({ code: 'RULE_FAILED', message: `${target.file}: ${trouble}` })),
      ];
      return { file, request, warnings };
    },
    close: async () => lookup?.close(),
  };
}

/** The registry client, the cache of layers and the advisories are loaded when there is a use for them. */
async function openLookup(
  platform: Platform,
  catalog: Catalog | undefined,
  today: string,
  signal: AbortSignal,
): Promise<BaseLookup> {
  const [
    { createBaseLookup },
    { openBaseCache },
    { createBaseAdvisor },
    { openLayerCache },
    { openFileCache },
  ] = await Promise.all([
    import('../build/bases.ts'),
    import('../build/base-cache.ts'),
    import('../advise-base.ts'),
    import('../read-layers.ts'),
    import('../cache/files.ts'),
  ]);
  let store: Promise<AdvisoryStore> | undefined;
  const openStore = (): Promise<AdvisoryStore> => {
    store ??= openAdvisories({ directory: storeDirectory() }).then((opened) => opened.store);
    return store;
  };
  return createBaseLookup({
    registry: { environment: process.env },
    platform,
    cache: openBaseCache(baseCacheDirectory(), () => Date.now()),
    ...(catalog === undefined
      ? {}
      : {
          advisor: createBaseAdvisor({
            cache: openLayerCache(openFileCache({ directory: layerCacheDirectory() })),
            catalog,
            openStore,
            today,
          }),
        }),
    signal,
  });
}
