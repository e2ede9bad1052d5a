/** PHP packages that Composer installed, by its own list. https://getcomposer.org/doc/07-runtime.md#installed-versions */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { readComposerPackage } from './composer/package.ts';
import { installedResult, parseJson } from './lock-file.ts';

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
