/** One package as Composer's lists hold it. https://getcomposer.org/doc/04-schema.md */
import * as v from 'valibot';
import type { LockedPackage } from '../lock-file.ts';

const Item = v.object({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.union([v.string(), v.array(v.string())]), []),
});

/** One object of `packages` in Composer's lists; one without name or version gets empty ones. */
export function readComposerPackage(item: unknown): LockedPackage {
  if (!v.is(Item, item)) return { name: '', version: '' };
  const { name, version, license = [] } = item;
  const licenses = typeof license === 'string' ? [license] : license;
  return {
    name,
    version,
    licenses: licenses.filter((text) => text !== '' && text.length <= 500).slice(0, 20),
  };
}
