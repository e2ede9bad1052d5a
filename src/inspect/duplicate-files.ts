/** Rule: the same content is in the image under several paths. */
import { count, formatBytes } from './bytes.ts';
import type { ImageRule } from './rule.ts';
import { isBaseLayer, listSome, locate } from './sighting.ts';

/** Smaller sets are normal: licences, empty modules, icons. */
const leastBytes = 1_000_000;

export const duplicateFiles: ImageRule = {
  id: 'duplicate-files',
  kind: 'waste',
  severity: 'info',
  title: 'The same content is in the image several times',
  why: 'Each copy is stored and pulled on its own; a link would do.',
  fix: 'Keep one of them, or make the others hard or symbolic links in the step that creates them.',
  aliases: [],
  *check({ footprint }) {
    for (const { sha256, fileBytes, paths, wastedBytes } of footprint.duplicates) {
      if (wastedBytes < leastBytes) continue;
      const copies = paths.map((path) => ({ path, layer: footprint.files.get(path)?.layer ?? 0 }));
      const last = copies.reduce((a, b) => (b.layer > a.layer ? b : a), { path: '', layer: -1 });
      const shown = listSome(
        paths.map((path) => `/${path}`),
        3,
      );
      yield {
        message: `${count(paths.length, 'copy', 'copies')} of the same ${formatBytes(fileBytes)} are in the image: ${shown}.`,
        location: locate(footprint, last.layer, last.path),
        evidence: [
          ...copies.map(({ path, layer }) => ({
            label: 'copy',
            value: `/${path}`,
            location: locate(footprint, layer, path),
          })),
          { label: 'sha256', value: sha256 },
        ],
        inBase: copies.every(({ layer }) => isBaseLayer(footprint, layer)),
        savedBytes: wastedBytes,
      };
    }
  },
};
