/** The only places that imgscan writes to by itself. https://specifications.freedesktop.org/basedir-spec/latest/ */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDirectory } from '../cache/files.ts';

export function layerCacheDirectory(): string {
  return defaultCacheDirectory(process.env['XDG_CACHE_HOME'], homedir());
}

/** Where what can be read once only is kept while it is read; made when it is needed. */
export function spoolDirectory(): string {
  return join(layerCacheDirectory(), '..', 'spool');
}

/** The advisory store where no other is named. */
export function storeDirectory(): string {
  return join(layerCacheDirectory(), '..', 'advisories');
}

/** What registries said of base images. */
export function baseCacheDirectory(): string {
  return join(layerCacheDirectory(), '..', 'bases');
}
