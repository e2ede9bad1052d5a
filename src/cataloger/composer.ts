/** PHP packages that Composer installed, by its own list. https://getcomposer.org/doc/07-runtime.md#installed-versions */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { installedResult, type LockedPackage, parseJson } from './lock-file.ts';

/** Files are owned by where they are, `vendor/NAMESPACE/NAME`. Versions stay as written: `v6.4.7`, `dev-main`. */
export const composer: FileCataloger = {
  name: 'composer',
  version: 1,
  maxBytes: 32 * 1024 * 1024,
  wants: (path) => path.endsWith('/composer/installed.json'),
  catalog({ path, bytes }) {
    const list = v.parse(Installed, parseJson(bytes));
    const packages = Array.isArray(list) ? list : list.packages;
    return installedResult(
      { type: 'composer', foundBy: 'composer', path },
      packages.map(readComposerPackage),
    );
  },
};

/** Composer 1 wrote the list alone. */
const Installed = v.union([v.array(v.unknown()), v.object({ packages: v.array(v.unknown()) })]);

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
