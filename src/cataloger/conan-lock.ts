/** C and C++ packages that conan.lock names, versions 1 and 2. https://docs.conan.io/2/tutorial/versioning/lockfiles.html */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, parseJson } from './lock-file.ts';

/** What is needed only to build (`build_requires`, `python_requires`) is left out. */
export const conanLock: FileCataloger = {
  name: 'conan-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('conan.lock') && lockFileName(path) === 'conan.lock',
  catalog({ path, bytes }) {
    const { requires, graph_lock } = v.parse(Lock, parseJson(bytes));
    const nodes = Object.values(graph_lock?.nodes ?? {}).flatMap(({ ref }) => ref ?? []);
    return lockedResult(
      { type: 'conan', foundBy: 'conan-lock', path },
      readReferences([...requires, ...nodes]),
    );
  },
};

const Node = v.object({ ref: v.nullish(v.string()) });
const Lock = v.object({
  requires: v.optional(v.array(v.string()), []),
  graph_lock: v.optional(v.object({ nodes: v.optional(v.record(v.string(), Node), {}) })),
});

/** `zlib/1.3.1@user/channel#revision%time`; what has no version is the project itself. */
function* readReferences(references: readonly string[]): Generator<LockedPackage> {
  for (const reference of references) {
    const [, name, version] = /^([^/@#%\s]{1,200})\/([^/@#%\s]{1,200})/.exec(reference) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version };
  }
}
