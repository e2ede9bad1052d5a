/** Roots that package managers made which the tests cannot have, with what these said of them: fixtures/inventory/README.md. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogers } from '../../../src/cataloger/list.ts';
import { catalogFile } from '../../support/catalog.ts';
import { tool } from './tool.ts';

export interface RecordedRoot {
  readonly root: string;
  /** `NAME VERSION` */
  readonly listed: readonly string[];
  /** As the tool wrote them, in order. */
  readonly files: readonly string[];
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Unpacks it below the directory. */
export async function unpackRecorded(name: string, directory: string): Promise<RecordedRoot> {
  const folder = join(directory, name);
  await mkdir(folder);
  await tool('tar', ['-xzf', `fixtures/inventory/${name}.tar.gz`, '-C', folder]);
  const read = async (file: string): Promise<string[]> => lines(await readFile(join(folder, file), 'utf8'));
  return { root: join(folder, 'root'), listed: await read('listed'), files: await read('files') };
}

/** `PACKAGE /PATH` of each file that the cataloger books to a package. */
export async function ownedFiles(root: string, foundBy: string): Promise<readonly string[]> {
  const cataloger = catalogers.find(({ name }) => name === foundBy);
  if (cataloger === undefined || !('wants' in cataloger)) throw new Error(`${foundBy} reads no whole files`);
  const owned: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(root.length + 1);
    if (!entry.isFile() || !cataloger.wants(path, 1)) continue;
    for (const { package: by, files } of catalogFile(cataloger, path, await readFile(file))?.owns ?? [])
      owned.push(...files.map((name) => `${by} /${name}`));
  }
  return owned;
}
