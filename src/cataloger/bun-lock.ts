/** npm packages that bun.lock names. https://bun.sh/docs/install/lockfile */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, type LockedPackage, lockedResult, lockFileName, maxLockFileBytes } from './lock-file.ts';

export const bunLock: FileCataloger = {
  name: 'bun-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('bun.lock') && lockFileName(path) === 'bun.lock',
  catalog({ path, bytes }) {
    const lock = v.parse(Lock, JSON.parse(withoutTrailingCommas(decodeText(bytes))));
    return lockedResult({ type: 'npm', foundBy: 'bun-lock', path }, readPackages(lock.packages));
  },
};

const Lock = v.object({ packages: v.optional(v.record(v.string(), v.unknown()), {}) });
/** `["@a/b@1.0.0", registry, {dependencies}, integrity]` */
const Item = v.looseTuple([v.string()]);

function* readPackages(packages: v.InferOutput<typeof Lock>['packages']): Generator<LockedPackage> {
  for (const [key, item] of Object.entries(packages)) {
    const resolved = v.is(Item, item) ? item[0] : key;
    const at = resolved.indexOf('@', 1);
    const version = at === -1 ? '' : resolved.slice(at + 1);
    // Workspaces, folders, repositories and tarballs are no releases.
    if (!version.includes(':')) yield { name: at === -1 ? resolved : resolved.slice(0, at), version };
  }
}

/** Bun writes a comma after the last item too, which JSON has not; strings are passed over whole. */
function withoutTrailingCommas(text: string): string {
  return text.replace(
    /("(?:[^"\\]+|\\[\s\S]?)*(?:"|$))|,(?=\s*[\]}])/g,
    (_, quoted: string | undefined) => quoted ?? '',
  );
}
