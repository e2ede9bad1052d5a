/** C and C++ packages that Conan installed: its cache's database, and the folders that it deploys to. https://docs.conan.io/2/reference/extensions/deployers.html */
import { posix } from 'node:path';
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import { imagePath } from './file-path.ts';
import { decodeText, installedResult, type LockedPackage, textLines } from './lock-file.ts';
import { readSqliteTable } from './sqlite.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/** Version 1: `data/NAME/VERSION/USER/CHANNEL/package/ID/`; 2's full_deploy: `host/NAME/VERSION/BUILD/ARCH/`. */
const folderPath =
  /(?:^|\/)(?:\.conan\/data\/(?<name1>[^/]+)\/(?<version1>[^/]+)\/[^/]+\/[^/]+\/package\/[^/]+|full_deploy\/(?:host|build)\/(?<name2>[^/]+)\/(?<version2>[^/]+)(?:\/[^/]+){0,2})\/conan(?<kind>info|manifest)\.txt$/;
/** The second version's folders are named by hashes; its database says what is in them. */
const cachePath = /(?:^|\/)p\/cache\.sqlite3$/;

/** Recipes without a package are left out; what a folder's manifest lists is the package's. */
export const conan: FileCataloger = {
  name: 'conan',
  version: 1,
  maxBytes: 64 * 1024 * 1024,
  wants: (path) =>
    path.endsWith('.txt')
      ? (path.endsWith('/conaninfo.txt') || path.endsWith('/conanmanifest.txt')) && folderPath.test(path)
      : path.endsWith('/cache.sqlite3') && cachePath.test(path),
  catalog({ path, bytes }) {
    const origin = { type: 'conan', foundBy: 'conan', path } as const;
    const groups = folderPath.exec(path)?.groups;
    if (groups === undefined) return readCache(path, bytes);
    const name = groups['name1'] ?? groups['name2'] ?? '';
    const version = groups['version1'] ?? groups['version2'] ?? '';
    if (groups['kind'] === 'info') return installedResult(origin, [{ name, version }]);
    return {
      packages: [],
      owns: [{ type: 'conan', package: name, files: readManifest(path, bytes) }],
      warnings: [],
    };
  },
};

/** A line with the time, then `FILE: MD5` each. */
function readManifest(path: string, bytes: Uint8Array): string[] {
  const directory = posix.dirname(path);
  const files: string[] = [path];
  for (const line of textLines(bytes)) {
    const file = /^(.{1,4000}): [0-9a-f]{32}$/.exec(line)?.[1];
    const owned = file === undefined ? undefined : imagePath(posix.normalize(`${directory}/${file}`));
    if (owned?.startsWith(`${directory}/`)) files.push(owned);
  }
  return files;
}

const maxRowBytes = 64 * 1024;
const maxReferenceBytes = 512;

function readCache(path: string, bytes: Uint8Array): CatalogResult {
  const problems: string[] = [];
  const found = readReferences(bytes, problems);
  const { packages, warnings } = installedResult({ type: 'conan', foundBy: 'conan', path }, found);
  return { packages, owns: [], warnings: [...warnings, ...packageWarnings(problems, path)] };
}

/** A row of the table is a package; its first column is the reference, `zlib/1.3.1@user/channel`. */
function* readReferences(bytes: Uint8Array, problems: string[]): Generator<LockedPackage> {
  for (const row of readSqliteTable(bytes, 'packages', maxRowBytes)) {
    if (problems.length >= maxProblems) return;
    if ('problem' in row) {
      problems.push(`Conan's database of packages: ${row.problem}`);
      continue;
    }
    const [reference = ''] = decodeText(row[0]?.subarray(0, maxReferenceBytes) ?? new Uint8Array(0)).split(
      '@',
      1,
    );
    const [name = '', version = ''] = reference.split('/', 2);
    yield { name, version };
  }
}
