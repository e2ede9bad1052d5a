/** Layer facts as the cache keeps them. */
import { seal, unseal } from '../cache/sealed.ts';
import type { LayerFacts } from '../model/layer.ts';

/** Its number is raised with every change of what `LayerFacts` holds or how it is read: older files are then passed over. */
const KIND = 'layer-facts 1';

export function encodeFacts(facts: LayerFacts): Promise<Buffer> {
  return seal(KIND, facts);
}

/** Undefined for what is not whole, not of this version or not a facts file at all. */
export async function decodeFacts(bytes: Buffer): Promise<LayerFacts | undefined> {
  const value = await unseal(KIND, bytes);
  return hasShapeOfFacts(value) ? value : undefined;
}

/** The checksum says that imgscan wrote it; this, that it is what this version writes. */
function hasShapeOfFacts(value: unknown): value is LayerFacts {
  const lists = ['entries', 'whiteouts', 'packageFiles', 'evidence', 'warnings'];
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    typeof fields.get('diffId') === 'string' &&
    typeof fields.get('tarBytes') === 'number' &&
    lists.every((name) => Array.isArray(fields.get(name)))
  );
}
