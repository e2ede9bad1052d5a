/** Progress of a scan, one line a layer, on standard error: redrawn in place on a terminal, plain lines else. */
import { layerName } from '../report/table/page.ts';
import { formatBytes, padEnd } from '../report/text.ts';
import type { ScanEvent } from '../scan-event.ts';

export interface Progress {
  readonly onEvent: (event: ScanEvent) => void;
  /** Clears what was drawn. */
  done(): void;
}

interface LayerState {
  total?: number;
  read: number;
  startedAt: number;
  state: 'waiting' | 'reading' | 'cached' | 'read';
}

/** Redraws per second at the most, so that drawing costs nothing. */
const redrawMs = 100;
const clearLine = '\u001b[2K';

export function createProgress(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  const layers: LayerState[] = [];
  let drawn = 0;
  let drawnAt = 0;

  const describe = (layer: LayerState, index: number): string => {
    const name = padEnd(layerName(index), 10);
    if (layer.state === 'cached') return `${name} cached`;
    const read = formatBytes(layer.read);
    if (layer.state === 'read') return `${name} ${read} read`;
    const seconds = Math.max(0.001, (now() - layer.startedAt) / 1000);
    const of = layer.total === undefined ? '' : ` of ${formatBytes(layer.total)}`;
    return `${name} ${read}${of}, ${formatBytes(layer.read / seconds)}/s`;
  };

  const erase = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A${clearLine}\u001b[0J`);
    drawn = 0;
  };

  /** At most a screenful: the layers that are at work, and a line that counts the others. */
  const draw = (): void => {
    erase();
    const rows = Math.max(1, (stream.rows ?? 24) - 2);
    const active = layers
      .map((layer, index) => ({ layer, index }))
      .filter(({ layer }) => layer.state === 'reading');
    const ended = layers.filter(({ state }) => state === 'cached' || state === 'read').length;
    const lines = [
      `${ended} of ${layers.length} layers done`,
      ...active.slice(0, rows - 1).map(({ layer, index }) => `  ${describe(layer, index)}`),
    ];
    stream.write(lines.map((line) => `${line.slice(0, (stream.columns ?? 80) - 1)}\n`).join(''));
    drawn = lines.length;
    drawnAt = now();
  };

  const onEvent = (event: ScanEvent): void => {
    if (event.kind === 'image') {
      layers.length = 0;
      for (const total of event.compressedBytes) {
        layers.push({ read: 0, startedAt: 0, state: 'waiting', ...(total === undefined ? {} : { total }) });
      }
    } else {
      const layer = layers[event.layer];
      if (layer === undefined) return;
      if (event.kind === 'layer-start') {
        layer.state = 'reading';
        layer.startedAt = now();
      } else if (event.kind === 'layer-bytes') {
        layer.read = event.compressedBytes;
      } else {
        layer.state = event.cached ? 'cached' : 'read';
        if (!stream.isTTY) stream.write(`${describe(layer, event.layer)}\n`);
      }
    }
    if (stream.isTTY && (event.kind !== 'layer-bytes' || now() - drawnAt >= redrawMs)) draw();
  };
  return { onEvent, done: erase };
}
