/** Where the answers about accounts were read. */
import type { Footprint } from '../model/footprint.ts';

/** The first of the paths that is live, with its layer; the top layer when none is. */
export function accountFile(
  footprint: Footprint,
  paths: readonly string[],
): { path?: string; layer: number } {
  for (const path of paths) {
    const file = footprint.files.get(path);
    if (file !== undefined) return { path, layer: file.layer };
  }
  return { layer: Math.max(0, footprint.layers.length - 1) };
}
