/** What registries said of base images, kept on disk for a while: one small file a reference and platform. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { BaseFacts } from '../lint/facts.ts';
import type { Digest } from '../model/image.ts';
import { isDigest } from '../oci/digest.ts';
import { type BaseInventory, inventorySchema } from './base-inventory.ts';

/** A base without its decoded config, whose bytes are kept in its place. */
export interface KnownBase extends Omit<BaseFacts, 'advisories' | 'config'> {
  /** JSON as the registry has it. */
  readonly configText: string;
  /** What SBOMs beside it tell. */
  readonly inventory?: BaseInventory;
}

export interface BaseCache {
  /** Undefined for what is not known, too old, or cannot be read. */
  get(reference: string, platform: string): Promise<KnownBase | undefined>;
  /** Quietly does nothing where the folder cannot be written. */
  set(base: KnownBase): Promise<void>;
}

/** A tag is asked for again after so long, ms. */
const freshMs = 6 * 60 * 60 * 1000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const schema = v.object({
  schema: v.literal(2),
  at: v.number(),
  reference: v.string(),
  digest: v.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
  platform: v.string(),
  configText: v.string(),
  layerCount: count,
  compressedBytes: count,
  inventory: v.exactOptional(inventorySchema),
});

/** `now` is the time in ms since 1970. */
export function openBaseCache(directory: string, now: () => number): BaseCache {
  const fileOf = (reference: string, platform: string): string =>
    join(directory, `${createHash('sha256').update(`${reference} ${platform}`).digest('hex')}.json`);
  return {
    async get(reference, platform) {
      try {
        const known = v.parse(schema, JSON.parse(await readFile(fileOf(reference, platform), 'utf8')));
        const age = now() - known.at;
        const isSame = known.reference === reference && known.platform === platform;
        return isSame && age >= 0 && age < freshMs ? known : undefined;
      } catch {
        return undefined;
      }
    },
    async set(base) {
      const file = fileOf(base.reference, base.platform);
      const part = `${file}.${randomUUID()}`;
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(part, JSON.stringify({ schema: 2, at: now(), ...base }), { mode: 0o600 });
        await rename(part, file);
      } catch {
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}
