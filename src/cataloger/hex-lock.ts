/** Elixir and Erlang packages that mix.lock names. https://hexdocs.pm/mix/Mix.Project.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

export const hexLock: FileCataloger = {
  name: 'hex-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('mix.lock') && lockFileName(path) === 'mix.lock',
  catalog: ({ path, bytes }) => lockedResult({ type: 'hex', foundBy: 'hex-lock', path }, readLines(bytes)),
};

/** One package a line, `"jason": {:hex, :jason, "1.4.1", ...`; those from repositories and folders have no version. */
function* readLines(bytes: Uint8Array): Generator<LockedPackage> {
  for (const line of textLines(bytes)) {
    const [, name, version] =
      /^\s{0,8}"[^"]{1,200}":\s?\{:hex,\s?:"?(\w{1,200})"?,\s?"([^"]{1,100})"/.exec(line) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version };
  }
}
