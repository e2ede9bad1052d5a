/** Where in the build history the base ends. */
import type { HistoryEntry } from '../model/image.ts';
import { builderOf, notedBase } from './builder.ts';
import { type BuildStep, fileKeywords } from './history.ts';
import { officialImage } from './official-image.ts';

export interface BaseSteps {
  /** The first so many steps are the base's. */
  readonly steps: number;
  /** The base as the builder noted it; `scratch` when it noted that there is none. */
  readonly name?: string;
}

/**
 * The end of the base, by the surest sign there is: buildah's note `FROM name`; else the furthest of the root
 * filesystem's own step, the last CMD below a layer of the image's own, a change of build tool, and the end of
 * an official language image's build session. Signs that are not there move nothing. It cannot tell an image that
 * sets CMD in the middle of its own build from two images.
 */
export function findBaseSteps(steps: readonly BuildStep[], history: readonly HistoryEntry[]): BaseSteps {
  const note = history.findLastIndex((entry) => notedBase(entry) !== undefined);
  const name = notedBase(history[note] ?? { emptyLayer: true });
  if (name !== undefined) return { steps: notedEnd(steps, history, note), name };
  const ends = [rootFilesystem(steps), lastForeignCommand(history, steps), toolChange(history)];
  const end = Math.max(...ends);
  return { steps: Math.max(end, officialSession(steps, end)) };
}

/**
 * The note is on the first own step, or, when the whole build became one layer, on the last: then what changes
 * files before it without a layer is the build's too, and the base ends with its layers and its CMD.
 */
function notedEnd(steps: readonly BuildStep[], history: readonly HistoryEntry[], note: number): number {
  if (history[note]?.emptyLayer === true) return note;
  const afterLayers = history.slice(0, note).findLastIndex(({ emptyLayer }) => !emptyLayer) + 1;
  const isOwn = ({ keyword, index }: BuildStep): boolean => index >= afterLayers && fileKeywords.has(keyword);
  const firstOwn = steps.slice(0, note).findIndex(isOwn);
  if (firstOwn < 0) return note;
  const command = steps.slice(0, firstOwn).findLastIndex(({ keyword }) => keyword === 'CMD');
  return Math.max(afterLayers, command + 1);
}

function rootFilesystem(steps: readonly BuildStep[]): number {
  const index = steps.findIndex(({ keyword }) => keyword === 'FROM');
  // What the base says of itself right after: CMD ["bash"].
  return index >= 0 && steps[index + 1]?.keyword === 'CMD' ? index + 2 : index + 1;
}

/** Seen from the end: past the image's own CMD and layers, the next CMD is the base's last word. */
function lastForeignCommand(history: readonly HistoryEntry[], steps: readonly BuildStep[]): number {
  const ownLayer = history.findLastIndex(({ emptyLayer }) => !emptyLayer);
  return steps.slice(0, Math.max(0, ownLayer)).findLastIndex(({ keyword }) => keyword === 'CMD') + 1;
}

/** A distroless base built by bazel below Dockerfile steps, a Dockerfile's below ko's. */
function toolChange(history: readonly HistoryEntry[]): number {
  const builders = history.map(builderOf);
  const last = builders.at(-1);
  return builders.findLastIndex((builder) => builder !== last) + 1;
}

/** Steps of one build lie closer together; a base is seldom rebuilt within the hour. */
const sessionGapMs = 60 * 60 * 1000;

/**
 * Official language images without a CMD (golang, rust) end where their build session ends. Without a gap in
 * time after it there is no telling, and the image's own build may well have set the same variable.
 */
function officialSession(steps: readonly BuildStep[], from: number): number {
  const start = steps.findLastIndex((step, index) => index >= from && officialImage(step) !== undefined);
  if (start < 0) return 0;
  const end = steps.findIndex(({ created }, index) => {
    const next = steps[index + 1]?.created;
    if (index < start || created === undefined || next === undefined) return false;
    return Math.abs(Date.parse(next) - Date.parse(created)) > sessionGapMs;
  });
  return end + 1;
}
