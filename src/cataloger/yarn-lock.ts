/** npm packages that yarn.lock names, in Yarn 1's format and in the YAML of later ones. https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

/** Workspaces, links and folders are the project's own and left out. */
export const yarnLock: FileCataloger = {
  name: 'yarn-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('yarn.lock') && lockFileName(path) === 'yarn.lock',
  catalog: ({ path, bytes }) => lockedResult({ type: 'npm', foundBy: 'yarn-lock', path }, readBlocks(bytes)),
};

/** A block: its descriptors as a line that is not indented, below it fields by two spaces. */
function* readBlocks(bytes: Uint8Array): Generator<LockedPackage> {
  let descriptor = '';
  let version = '';
  for (const line of textLines(bytes)) {
    const field = /^ {2}(version|resolution):? "?([^"]{1,1000})"?$/.exec(line);
    if (field?.[1] === 'version') version = field[2] ?? '';
    // What was resolved says more than what was asked for: the real name, not an alias.
    else if (field?.[1] === 'resolution') descriptor = field[2] ?? '';
    else if (line !== '' && !line.startsWith(' ') && !line.startsWith('#')) {
      yield* readBlock(descriptor, version);
      descriptor = line.replace(/^"/, '').split(/"?,|"?:$/, 1)[0] ?? '';
      version = '';
    }
  }
  yield* readBlock(descriptor, version);
}

function* readBlock(descriptor: string, version: string): Generator<LockedPackage> {
  const { name, range } = splitDescriptor(descriptor);
  // `__metadata` has no range.
  if (range === '' || /^(?:workspace|link|portal|file):/.test(range)) return;
  const isAlias = range.startsWith('npm:') && range.includes('@', 'npm:@'.length);
  yield { name: isAlias ? splitDescriptor(range.slice('npm:'.length)).name : name, version };
}

/** `@scope/name@range` at the first `@` that starts no scope. */
function splitDescriptor(descriptor: string): { readonly name: string; readonly range: string } {
  const at = descriptor.indexOf('@', 1);
  return at === -1
    ? { name: descriptor, range: '' }
    : { name: descriptor.slice(0, at), range: descriptor.slice(at + 1) };
}
