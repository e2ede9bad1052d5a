/** The image's build history as instructions, each with the layer it made. https://github.com/opencontainers/image-spec/blob/main/config.md#properties */
import type { Instruction } from '../model/footprint.ts';
import type { HistoryEntry } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { notedBase } from './builder.ts';
import { type BuildLine, readCreatedBy } from './created-by.ts';

/** An instruction before it is known what the base is. */
export type BuildStep = Omit<Instruction, 'inBase'>;

export interface BuildHistory {
  readonly steps: readonly BuildStep[];
  /** For each layer the index of the history entry that says it made it; empty when they do not fit. */
  readonly makers: readonly number[];
  readonly warnings: readonly Warning[];
}

/**
 * One step per history entry, oldest first. When the entries that made layers are not as many as the layers,
 * no step names its layer and a HISTORY_MISMATCH warning says so: a guess could blame the wrong line. A build that
 * became one layer as a whole has several steps for it.
 */
export function readHistory(history: readonly HistoryEntry[], layerCount: number): BuildHistory {
  const made = history.flatMap(({ emptyLayer }, index) => (emptyLayer ? [] : [index]));
  const makers = made.length === layerCount ? made : [];
  const lines = history.map(({ createdBy = '' }) => readCreatedBy(createdBy));
  const layers = new Map<number, number>();
  for (const [layer, maker] of makers.entries()) {
    for (const step of contributors(history, lines, maker)) layers.set(step, layer);
  }
  const steps = history.map((entry, index): BuildStep => {
    const { keyword, text } = lines[index] ?? readCreatedBy('');
    const layer = layers.get(index);
    const isRoot = index === made[0] && isRootFilesystem(text, entry);
    return {
      index,
      keyword: isRoot ? 'FROM' : keyword,
      text: isRoot && text === scratchShell ? 'FROM scratch' : text,
      ...(layer !== undefined && { layer }),
      ...(entry.created !== undefined && { created: entry.created }),
    };
  });
  if (makers.length === layerCount) return { steps, makers, warnings: [] };
  const found = history.length === 0 ? 'no history' : `a history of ${made.length} layers`;
  const message = `The config has ${found} for ${layerCount} layers: no layer is traced to an instruction`;
  return { steps, makers, warnings: [{ code: 'HISTORY_MISMATCH', message }] };
}

/** Steps that change files; all others only change the config. */
export const fileKeywords: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/**
 * The steps whose work is in the layer that `maker` closed. buildah without `--layers` commits once, at the last
 * step, and calls all before it empty: then the layer is that of every step that changes files.
 */
function contributors(
  history: readonly HistoryEntry[],
  lines: readonly BuildLine[],
  maker: number,
): readonly number[] {
  const entry = history[maker];
  if (entry === undefined || notedBase(entry) === undefined) return [maker];
  const found: number[] = [];
  for (
    let index = maker;
    index >= 0 && (index === maker || history[index]?.emptyLayer === true);
    index -= 1
  ) {
    if (fileKeywords.has(lines[index]?.keyword ?? '')) found.push(index);
  }
  return found.length === 0 ? [maker] : found;
}

/** buildah commits a container made from scratch under the name of the shell it would have run. */
const scratchShell = '/bin/sh';

/** What tools write when they put a whole root filesystem down, beside `ADD rootfs.tar.xz /`. */
const rootFilesystemMarks: readonly RegExp[] = [
  /^# debian\.sh /,
  /^KIWI /,
  /^BusyBox /,
  /^ADD file:[0-9a-f]+ in \/$/,
  /^ADD (?:--\S+ )*\S*(?:rootfs|\.tar|\.tgz|\.txz)\S* (?:\/|in \/)$/,
];

/** What such tools write is short; on a hostile line the patterns would take time by its length squared. */
const maxMarkLength = 1024;

function isRootFilesystem(text: string, { createdBy = '', comment = '' }: HistoryEntry): boolean {
  if (createdBy.trim() === scratchShell || comment.startsWith('Imported from ')) return true;
  return text.length <= maxMarkLength && rootFilesystemMarks.some((mark) => mark.test(text));
}
