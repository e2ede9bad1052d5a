/** Where language packages keep their files, so that bytes can be counted for packages without a list of files. */
import type { PackageRecord } from '../model/package.ts';
import { nodePackage } from './conventions.ts';

const gemDirectory = /(?:^|\/)gems\/[^/]{1,150}-\d[^/]{0,100}(?=\/)/;
const composerDirectory = /(?:^|\/)vendor\/[a-z0-9][a-z0-9_.-]*\/[a-z0-9][a-z0-9_.-]*(?=\/)/i;
const archive = /\.(?:[jwe]ar|dll)$/;

/** The directory of the package that a file may be part of; an archive is its package's whole. */
export function packageDirectory(path: string): string | undefined {
  const node = nodePackage(path)?.directory;
  if (node !== undefined || archive.test(path)) return node ?? path;
  const match = gemDirectory.exec(path) ?? composerDirectory.exec(path);
  return match === null ? undefined : path.slice(0, match.index + match[0].length);
}

/** The directory of a record, by the file that it was read from; undefined where that does not tell. */
export function recordDirectory(record: PackageRecord, path: string): string | undefined {
  const { type, namespace, name, inside, fromLockFile } = record;
  if (fromLockFile === true || inside !== undefined) return undefined;
  switch (type) {
    case 'npm':
      return nodePackage(path)?.directory;
    case 'gem':
      return path.endsWith('.gemspec')
        ? path.replace(/(^|\/)specifications\/([^/]+)\.gemspec$/, '$1gems/$2')
        : undefined;
    case 'composer':
      return path.replace(/composer\/installed\.json$/, `${namespace ?? ''}/${name}`);
    case 'maven':
    case 'nuget':
      return archive.test(path) ? path : undefined;
    default:
      return undefined;
  }
}
