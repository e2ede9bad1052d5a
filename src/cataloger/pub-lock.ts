/** Dart packages that pubspec.lock names. https://dart.dev/tools/pub/glossary#lockfile */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

/** Read by lines: pub writes its YAML in one way only, block style by two spaces. */
export const pubLock: FileCataloger = {
  name: 'pub-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('pubspec.lock') && lockFileName(path) === 'pubspec.lock',
  catalog: ({ path, bytes }) => lockedResult({ type: 'pub', foundBy: 'pub-lock', path }, readPackages(bytes)),
};

/** Packages of the SDK, of repositories and of folders are no releases on a package server. */
function* readPackages(bytes: Uint8Array): Generator<LockedPackage> {
  let isInside = false;
  let name = '';
  let source = '';
  for (const line of textLines(bytes)) {
    if (/^\S/.test(line)) isInside = line.startsWith('packages:');
    const [, indent = '', key = '', value = ''] = isInside
      ? (/^( +)"?([\w.-]{1,200})"?: ?"?([^"]*)"?$/.exec(line) ?? [])
      : [];
    if (indent.length === 2) name = key;
    else if (indent.length === 4 && key === 'source') source = value;
    else if (indent.length === 4 && key === 'version' && source === 'hosted') yield { name, version: value };
  }
}
