/** PHP packages that composer.lock names. https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { readComposerPackage } from './composer/package.ts';
import { lockedResult, lockFileName, maxLockFileBytes, parseJson } from './lock-file.ts';

/** Packages for development are left out: `packages-dev` says that they are not for production. */
export const composerLock: FileCataloger = {
  name: 'composer-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('composer.lock') && lockFileName(path) === 'composer.lock',
  catalog({ path, bytes }) {
    const { packages } = v.parse(Lock, parseJson(bytes));
    return lockedResult(
      { type: 'composer', foundBy: 'composer-lock', path },
      packages.map(readComposerPackage),
    );
  },
};

const Lock = v.object({ packages: v.array(v.unknown()) });
