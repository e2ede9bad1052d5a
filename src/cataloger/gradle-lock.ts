/** Maven packages that Gradle's lock files name. https://docs.gradle.org/current/userguide/dependency_locking.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

/** The build's own plug-ins have a file of their own, which is left out. */
export const gradleLock: FileCataloger = {
  name: 'gradle-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('gradle.lockfile') && lockFileName(path) === 'gradle.lockfile',
  catalog: ({ path, bytes }) =>
    lockedResult({ type: 'maven', foundBy: 'gradle-lock', path }, readLines(bytes)),
};

/** `group:artifact:version=configuration,...`; `empty=...` names configurations without packages. */
function* readLines(bytes: Uint8Array): Generator<LockedPackage> {
  for (const line of textLines(bytes)) {
    const [group, artifact, version] = line.split('=', 1)[0]?.split(':') ?? [];
    if (line.startsWith('#') || line.trim() === '' || line.startsWith('empty=')) continue;
    yield { name: `${group ?? ''}/${artifact ?? ''}`, version: version ?? '' };
  }
}
