/** What all catalogers find below a directory, with the files they found it in. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catalogers } from '../../../src/cataloger/list.ts';
import type { PackageRecord } from '../../../src/model/package.ts';
import { catalogFile } from '../../support/catalog.ts';

export interface FoundPackage extends PackageRecord {
  /** Relative to the directory. */
  readonly path: string;
}

/** Regular files alone, as in a layer; warnings are an error, since all of these files are sound. */
export function findPackages(directory: string): readonly FoundPackage[] {
  const found: FoundPackage[] = [];
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(directory.length + 1);
    const wanted = catalogers.filter((cataloger) =>
      'open' in cataloger
        ? cataloger.open({ path, mode: 0o644, uid: 0, gid: 0, fileBytes: statSync(file).size }) !== undefined
        : cataloger.wants(path, statSync(file).size),
    );
    for (const cataloger of wanted) {
      const result = catalogFile(cataloger, path, readFileSync(file));
      if (result !== undefined && result.warnings.length > 0) {
        throw new Error(`${cataloger.name}: ${result.warnings[0]?.message}`);
      }
      for (const record of result?.packages ?? []) found.push({ ...record, path });
    }
  }
  return found;
}

/** `@scope/name@version` */
export function identify({ namespace, name, version }: PackageRecord): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}@${version}`;
}
