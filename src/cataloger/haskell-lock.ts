/** Haskell packages that cabal.project.freeze or stack.yaml.lock names. https://cabal.readthedocs.io/en/stable/cabal-commands.html#cabal-freeze */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

const names: ReadonlySet<string | undefined> = new Set(['cabal.project.freeze', 'stack.yaml.lock']);

export const haskellLock: FileCataloger = {
  name: 'haskell-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => (path.endsWith('.freeze') || path.endsWith('.yaml.lock')) && names.has(lockFileName(path)),
  catalog: ({ path, bytes }) =>
    lockedResult({ type: 'hackage', foundBy: 'haskell-lock', path }, readLines(bytes)),
};

/** Cabal: `any.aeson ==2.1.2.1,`; Stack: `hackage: aeson-2.1.2.1@sha256:...`. */
function* readLines(bytes: Uint8Array): Generator<LockedPackage> {
  for (const line of textLines(bytes)) {
    const [, name, version] =
      /(?:^|\s)any\.([A-Za-z0-9-]{1,200}) ==([\d.]{1,100})/.exec(line) ??
      /^\s{0,20}(?:- )?hackage: ([A-Za-z0-9-]{1,200})-([\d.]{1,100})(?:@|$)/.exec(line) ??
      [];
    if (name !== undefined && version !== undefined) yield { name, version };
  }
}
