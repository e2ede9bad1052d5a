/** What a rule saw at places of the image, and the step from there to problems: own and base kept apart. */
import type { EvidenceItem, Location } from '../model/finding.ts';
import type { Footprint, LiveFile } from '../model/footprint.ts';
import type { Entry } from '../model/layer.ts';
import type { Problem } from './rule.ts';

/** One thing seen in a layer, at a path where it has one. */
export interface Sighting {
  readonly path?: string;
  readonly layer: number;
  readonly label: string;
  readonly value: string;
}

/** What `look` sees among the live files, in their order; `inode` is what the path stands for, a hard link's target too. */
export function sightFiles<S extends Omit<Sighting, 'path' | 'layer'>>(
  footprint: Footprint,
  look: (path: string, inode: Entry, file: LiveFile) => S | undefined,
): (S & { readonly path: string; readonly layer: number })[] {
  const sightings: (S & { readonly path: string; readonly layer: number })[] = [];
  for (const [path, file] of footprint.files) {
    const seen = look(path, file.content ?? file.entry, file);
    if (seen !== undefined) sightings.push({ ...seen, path, layer: file.layer });
  }
  return sightings;
}

/** A layer as a location: with the instruction that made it, where history tells. */
export function locate(footprint: Footprint, layer: number, path?: string): Location {
  const instruction = footprint.layers[layer]?.instruction;
  return {
    ...(path === undefined ? {} : { path }),
    layer,
    ...(instruction === undefined ? {} : { instruction }),
  };
}

/** True when the layer came with the base image. */
export function isBaseLayer(footprint: Footprint, layer: number): boolean {
  return footprint.layers[layer]?.inBase ?? false;
}

/** The sightings as evidence items, in their order. */
function evidenceOf(footprint: Footprint, sightings: readonly Sighting[]): EvidenceItem[] {
  return sightings.map(({ path, layer, label, value }) => ({
    label,
    value,
    location: locate(footprint, layer, path),
  }));
}

/** What all sightings have in common: the path of a single one, the layer when it is the same for all. */
function commonLocation(footprint: Footprint, sightings: readonly Sighting[]): Location {
  const [first] = sightings;
  if (first === undefined) return {};
  const path = sightings.length === 1 ? first.path : undefined;
  if (sightings.every(({ layer }) => layer === first.layer)) return locate(footprint, first.layer, path);
  return {};
}

/**
 * At most two problems: one of the image's own sightings, one of the base's, because they are ended in
 * different places. `describe` says what each group amounts to.
 */
export function* problemsByOrigin<S extends Sighting>(
  footprint: Footprint,
  sightings: readonly S[],
  describe: (group: readonly S[], inBase: boolean) => Pick<Problem, 'message'> & Partial<Problem>,
): Generator<Problem> {
  for (const inBase of [false, true]) {
    const group = sightings.filter(({ layer }) => isBaseLayer(footprint, layer) === inBase);
    if (group.length === 0) continue;
    yield {
      location: commonLocation(footprint, group),
      evidence: evidenceOf(footprint, group),
      inBase,
      ...describe(group, inBase),
    };
  }
}

/** The first few of a list for a sentence: `a, b, c and 4 more`. */
export function listSome(words: readonly string[], most = 5): string {
  const unique = [...new Set(words)];
  const shown = unique.slice(0, most);
  const more = unique.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop();
  if (last === undefined) return 'none';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** `mode 4755, owner 0:0, package passwd` of a live file. */
export function describeFile({ entry, content, owner }: LiveFile): string {
  const { mode, uid, gid } = content ?? entry;
  const name = owner?.name === undefined ? '' : `, package ${owner.name}`;
  return `mode ${mode.toString(8).padStart(4, '0')}, owner ${uid}:${gid}${name}`;
}
