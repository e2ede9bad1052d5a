/** The image's build history as instructions, each with the layer it made. https://github.com/opencontainers/image-spec/blob/main/config.md#properties */
import type { Instruction } from '../model/footprint.ts';
import type { HistoryEntry } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { readCreatedBy } from './created-by.ts';

/** An instruction before it is known what the base is. */
export type BuildStep = Omit<Instruction, 'inBase'>;

export interface BuildHistory {
  readonly steps: readonly BuildStep[];
  readonly warnings: readonly Warning[];
}

/**
 * One step per history entry, oldest first. When the entries that made layers are not as many as the layers,
 * no step names its layer and a HISTORY_MISMATCH warning says so: a guess could blame the wrong line.
 */
export function readHistory(history: readonly HistoryEntry[], layerCount: number): BuildHistory {
  const made = history.filter(({ emptyLayer }) => !emptyLayer).length;
  const isMapped = made === layerCount;
  const firstLayer = history.findIndex(({ emptyLayer }) => !emptyLayer);
  let layer = 0;
  const steps = history.map((entry, index): BuildStep => {
    const line = readCreatedBy(entry.createdBy ?? '');
    const isRoot = index === firstLayer && isRootFilesystem(line.text, entry);
    const step = {
      index,
      keyword: isRoot ? 'FROM' : line.keyword,
      text: line.text,
      ...(entry.created !== undefined && { created: entry.created }),
    };
    return entry.emptyLayer || !isMapped ? step : { ...step, layer: layer++ };
  });
  if (isMapped) return { steps, warnings: [] };
  const found = history.length === 0 ? 'no history' : `a history of ${made} layers`;
  const message = `The config has ${found} for ${layerCount} layers: no layer is traced to an instruction`;
  return { steps, warnings: [{ code: 'HISTORY_MISMATCH', message }] };
}

/** What tools write when they put a whole root filesystem down, beside `ADD rootfs.tar.xz /`. */
const rootFilesystemMarks: readonly RegExp[] = [
  /^# debian\.sh /,
  /^KIWI /,
  /^BusyBox /,
  /^ADD file:[0-9a-f]+ in \/$/,
  /^ADD (?:--\S+ )*\S*(?:rootfs|\.tar|\.tgz|\.txz)\S* (?:\/|in \/)$/,
];

function isRootFilesystem(text: string, { createdBy = '', comment = '' }: HistoryEntry): boolean {
  // buildah commits a container made from scratch under the name of the shell it would have run.
  if (createdBy.trim() === '/bin/sh' || comment.startsWith('Imported from ')) return true;
  return rootFilesystemMarks.some((mark) => mark.test(text));
}
