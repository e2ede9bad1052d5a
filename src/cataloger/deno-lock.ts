/** npm and JSR packages that deno.lock names, versions 3 to 5. https://docs.deno.com/runtime/fundamentals/modules/ */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, parseJson } from './lock-file.ts';

/** JSR's packages go by the names that npm has for them: `@std/path` is `@jsr/std__path`. https://jsr.io/docs/npm-compatibility */
export const denoLock: FileCataloger = {
  name: 'deno-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('deno.lock') && lockFileName(path) === 'deno.lock',
  catalog({ path, bytes }) {
    const lock = v.parse(Lock, parseJson(bytes));
    const { npm, jsr } = lock.packages ?? lock;
    const found = [
      ...Object.keys(npm).map(splitKey),
      ...Object.keys(jsr)
        .map(splitKey)
        .map(({ name, version }) => ({ name: `@jsr/${name.slice(1).replace('/', '__')}`, version })),
    ];
    return lockedResult({ type: 'npm', foundBy: 'deno-lock', path }, found);
  },
};

const Keys = v.optional(v.record(v.string(), v.unknown()), {});
const Lock = v.object({ npm: Keys, jsr: Keys, packages: v.optional(v.object({ npm: Keys, jsr: Keys })) });

/** `@a/b@1.0.0_peer@2.0.0`: what follows the underscore are peers. */
function splitKey(key: string): LockedPackage {
  const at = key.indexOf('@', 1);
  if (at === -1) return { name: key, version: '' };
  return { name: key.slice(0, at), version: key.slice(at + 1).split('_', 1)[0] ?? '' };
}
