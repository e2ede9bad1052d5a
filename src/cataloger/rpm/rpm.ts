/** RPM packages and their files, from all three stores. https://rpm-software-management.github.io/rpm/manual/ */
import type { CatalogResult, FileCataloger } from '../../model/analyzer.ts';
import type { Ownership, PackageRecord } from '../../model/package.ts';
import { maxProblems, packageWarnings } from '../warnings.ts';
import { readBerkeley } from './berkeley.ts';
import { decodeHeader } from './header.ts';
import { readNdb } from './ndb.ts';
import { type RpmPackage, readPackage } from './package.ts';
import { readSqlite } from './sqlite.ts';
import type { StoredHeader, StoreReader } from './store.ts';

const readers: ReadonlyMap<string, StoreReader> = new Map([
  ['Packages', readBerkeley],
  ['Packages.db', readNdb],
  ['rpmdb.sqlite', readSqlite],
]);
/** What SQLite has not yet written into the database itself. */
const journal = 'rpmdb.sqlite-wal';

const directories: readonly string[] = ['var/lib/rpm/', 'usr/lib/sysimage/rpm/', 'usr/share/rpm/'];

/** Public keys, which rpm keeps as packages, are left out. What was read before a fault stands. */
export const rpm: FileCataloger = {
  name: 'rpm',
  version: 1,
  maxBytes: 128 * 1024 * 1024,
  wants: (path, fileBytes) => {
    const directory = directories.find((prefix) => path.startsWith(prefix));
    if (directory === undefined || fileBytes === 0) return false;
    const name = path.slice(directory.length);
    return readers.has(name) || name === journal;
  },
  catalog({ path, bytes }) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const reader = readers.get(name);
    if (reader !== undefined) return readStore(reader(bytes), path, bytes.length);
    const problem = `${path} holds changes that the database itself does not have yet; they are not read`;
    return { packages: [], owns: [], warnings: packageWarnings([problem], path) };
  },
};

/** A file takes more room in its header than its path is long: twice the database is more than any has. */
const maxGrowth = 2;

function readStore(headers: Generator<StoredHeader>, path: string, fileBytes: number): CatalogResult {
  const packages: PackageRecord[] = [];
  const owns: Ownership[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  let budget = maxGrowth * fileBytes;
  try {
    for (const header of headers) {
      if (problems.length >= maxProblems) break;
      if ('length' in header) budget -= header.length;
      if (budget < 0) throw new Error('its packages overlap');
      const found = readStored(header);
      if (typeof found === 'string') problems.push(`rpm record of ${path}: ${found}`);
      if (found === undefined || typeof found === 'string') continue;
      const { name, version, architecture } = found.record;
      const key = `${name} ${version} ${architecture}`;
      if (seen.has(key)) continue;
      seen.add(key);
      packages.push(found.record);
      budget -= found.owns.files.reduce((sum, file) => sum + file.length, 0);
      if (found.owns.files.length > 0) owns.push(found.owns);
    }
  } catch (error) {
    problems.push(`rpm database ${path}: ${messageOf(error)}`);
  }
  return { packages, owns, warnings: packageWarnings(problems, path) };
}

/** The package, undefined for what is none, or what is wrong with it. */
function readStored(stored: StoredHeader): RpmPackage | string | undefined {
  if ('problem' in stored) return stored.problem;
  try {
    return readPackage(decodeHeader(stored));
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
