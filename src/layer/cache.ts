/** Layer facts on disk: one file a layer and set of plug-ins. */
import { hash } from 'node:crypto';
import type { FileCache } from '../cache/files.ts';
import type { Digest } from '../model/image.ts';
import type { LayerFacts, Warning } from '../model/layer.ts';
import { decodeFacts, encodeFacts } from './facts-file.ts';
import type { Plugins } from './read-file.ts';

/** Never fails, as its files do not. */
export interface LayerCache {
  /** Facts by these plug-ins, or undefined: unknown, damaged, or by others. */
  get(diffId: Digest): Promise<LayerFacts | undefined>;
  /** To be called with facts of a layer that was read to its end and whose diffID was verified, no others. */
  put(facts: LayerFacts): Promise<void>;
  /** What went wrong so far. */
  warnings(): readonly Warning[];
}

export function createLayerCache(files: FileCache, plugins: Plugins): LayerCache {
  const readers = readersKey(plugins);
  const nameOf = (diffId: Digest) => `${diffId.replace(':', '-')}-${readers}.facts` as const;
  return {
    async get(diffId) {
      const bytes = await files.get(nameOf(diffId));
      const facts = bytes === undefined ? undefined : await decodeFacts(bytes);
      return facts?.diffId === diffId ? facts : undefined;
    },
    put: async (facts) => {
      if (files.warnings().length > 0) return;
      await files.put(nameOf(facts.diffId), await encodeFacts(facts));
    },
    warnings: () => files.warnings(),
  };
}

/** Facts by other plug-ins, or other versions of them, are another file. */
function readersKey({ catalogers, detectors }: Plugins): string {
  const names = [...catalogers, ...detectors].map(({ name, version }) => `${name}@${version}`).sort();
  return hash('sha256', names.join('\n'), 'hex').slice(0, 16);
}
