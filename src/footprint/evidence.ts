/** Evidence of all layers, each with whether what it was found in is still there. */
import type { LocatedEvidence } from '../model/footprint.ts';
import type { LayerFacts } from '../model/layer.ts';
import type { Squashed } from './squash.ts';

/**
 * Evidence of a file is live while its content is. Content that only a hard link still names is found under the
 * link's path, so that a live path always leads to it.
 */
export function locateEvidence(
  facts: readonly Pick<LayerFacts, 'evidence'>[],
  { files, unnamed }: Squashed,
): readonly LocatedEvidence[] {
  const names = new Map(unnamed.map(({ entry, layer, name }) => [`${layer}/${entry.path}`, name]));
  return facts.flatMap((layerFacts, layer) =>
    layerFacts.evidence.map((item): LocatedEvidence => {
      const name = names.get(`${layer}/${item.path}`);
      if (name !== undefined) return { ...item, path: name, layer, live: true };
      return { ...item, layer, live: files.get(item.path)?.layer === layer };
    }),
  );
}
