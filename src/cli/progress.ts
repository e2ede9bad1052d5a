/** Progress of a scan, layer by layer, on standard error: redrawn in place on a terminal, plain lines else. */
import type { LayerProgress } from '../layer/analyze-layers.ts';
import type { Layer } from '../model/image.ts';
import { layerName } from '../report/table/page.ts';
import { formatBytes, padEnd } from '../report/text.ts';

export interface Progress {
  readonly onProgress: (progress: LayerProgress) => void;
  /** Clears what was drawn. */
  done(): void;
}

interface ReadingLayer extends LayerProgress {
  readonly startedAt: number;
}

/** Milliseconds between two drawings at the least, so that drawing costs nothing. */
const redrawMs = 100;

export function createProgress(
  layers: readonly Layer[],
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>,
  now: () => number = Date.now,
): Progress {
  const states = new Map<number, ReadingLayer>();
  let drawnLines = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const describe = ({ layer, compressedBytes, state, startedAt }: ReadingLayer): string => {
    const name = padEnd(layerName(layer), 10);
    if (state === 'cached') return `${name} cached`;
    const read = formatBytes(compressedBytes);
    const rate = `${formatBytes((compressedBytes * 1000) / Math.max(1, now() - startedAt))}/s`;
    if (state === 'failed') return `${name} failed after ${read}`;
    if (state === 'read') return `${name} ${read} read, ${rate}`;
    const total = layers[layer]?.compressedBytes;
    return `${name} ${read}${total === undefined ? '' : ` of ${formatBytes(total)}`}, ${rate}`;
  };

  const erase = (): void => {
    if (drawnLines > 0) stream.write(`\u001b[${drawnLines}A\u001b[0J`);
    drawnLines = 0;
  };

  /** What has ended in one line, then a line for each layer at work. */
  const draw = (): void => {
    erase();
    const all = [...states.values()];
    const cached = all.filter(({ state }) => state === 'cached').length;
    const ended = all.filter(({ state }) => state !== 'reading').length;
    const fromCache = cached > 0 ? `, ${cached} from the cache` : '';
    const lines = [
      `${ended} of ${layers.length} layers done${fromCache}`,
      ...all.filter(({ state }) => state === 'reading').map((layer) => `  ${describe(layer)}`),
    ].slice(0, Math.max(1, (stream.rows || 24) - 1));
    stream.write(lines.map((line) => `${line.slice(0, (stream.columns || 80) - 1)}\n`).join(''));
    drawnLines = lines.length;
    drawnAt = now();
  };

  return {
    onProgress(progress) {
      const earlier = states.get(progress.layer);
      const layer = { ...progress, startedAt: earlier?.startedAt ?? now() };
      states.set(progress.layer, layer);
      if (!stream.isTTY) {
        if (progress.state !== 'reading') stream.write(`${describe(layer)}\n`);
      } else if (progress.state !== 'reading' || now() - drawnAt >= redrawMs) {
        draw();
      }
    },
    done: erase,
  };
}
