/** Ruby gems that Gemfile.lock names. https://bundler.io/man/bundle-lock.1.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

const names: ReadonlySet<string | undefined> = new Set(['Gemfile.lock', 'gems.locked']);

export const gemLock: FileCataloger = {
  name: 'gem-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) =>
    path.endsWith('lock') || path.endsWith('gems.locked') ? names.has(lockFileName(path)) : false,
  catalog: ({ path, bytes }) => lockedResult({ type: 'gem', foundBy: 'gem-lock', path }, readGems(bytes)),
};

/** Gems of GEM sections: `    rack (3.0.11)` with four blanks; a platform stands behind the version's first hyphen. */
function* readGems(bytes: Uint8Array): Generator<LockedPackage> {
  let isGem = false;
  for (const line of textLines(bytes)) {
    if (/^[A-Z]/.test(line)) isGem = line === 'GEM';
    const [, name, version] = isGem
      ? (/^ {4}([^\s(]{1,200}) \(([^\s()-]{1,100})[^\s()]{0,100}\)$/.exec(line) ?? [])
      : [];
    if (name !== undefined && version !== undefined) yield { name, version };
  }
}
