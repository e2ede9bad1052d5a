/** `imgscan cache status|clear`: what earlier scans learnt of layers, and their reports. */
import { type CacheStatus, cacheStatus, clearCache } from '../../cache/files.ts';
import { escapeText, formatBytes } from '../../report/text.ts';
import { layerCacheDirectory } from '../directories.ts';
import { writeStdout } from '../outputs.ts';

export async function statusCommand(): Promise<void> {
  await writeStdout(`${describe(await cacheStatus(layerCacheDirectory()))}\n`);
}

export async function clearCommand(): Promise<void> {
  await writeStdout(`deleted ${describe(await clearCache(layerCacheDirectory()))}\n`);
}

function describe({ directory, files, bytes }: CacheStatus): string {
  return `${files} file${files === 1 ? '' : 's'}, ${formatBytes(bytes)} in ${escapeText(directory)}`;
}
