/** `imgscan cache status|clear`: what earlier scans learnt of layers. */
import { type CacheStatus, cacheStatus, clearCache } from '../../layer/cache.ts';
import { escapeText, formatBytes } from '../../report/text.ts';
import { layerCacheDirectory } from '../directories.ts';

export async function statusCommand(): Promise<void> {
  process.stdout.write(`${describe(await cacheStatus(layerCacheDirectory()))}\n`);
}

export async function clearCommand(): Promise<void> {
  process.stdout.write(`deleted ${describe(await clearCache(layerCacheDirectory()))}\n`);
}

function describe({ directory, files, bytes }: CacheStatus): string {
  return `${files} layer${files === 1 ? '' : 's'}, ${formatBytes(bytes)} in ${escapeText(directory)}`;
}
