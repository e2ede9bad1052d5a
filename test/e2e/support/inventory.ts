/** Compares what the catalogers read from real files with what the real tool lists, and prints one row of a table. */
import { closeSync, lstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { catalogers } from '../../../src/cataloger/list.ts';
import type { Cataloger, CatalogResult } from '../../../src/model/analyzer.ts';
import type { PackageRecord } from '../../../src/model/package.ts';
import { catalogFile } from '../../support/catalog.ts';

/** Records of every file below the directories, as the catalogers find them; `foundBy` of these names only. */
export function catalogTree(directories: readonly string[], names: readonly string[]): PackageRecord[] {
  const chosen = catalogers.filter(({ name }) => names.includes(name));
  expect(chosen.map(({ name }) => name).sort()).toEqual([...names].sort());
  const found: PackageRecord[] = [];
  const pending = [...directories];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const stat = lstatSync(path);
    if (stat.isDirectory()) pending.push(...readdirSync(path).map((name) => join(String(path), name)));
    if (!stat.isFile() || stat.size === 0) continue;
    for (const cataloger of chosen) {
      const result = catalogPath(cataloger, path, stat);
      expect(result?.warnings ?? [], path).toEqual([]);
      found.push(...(result?.packages ?? []));
    }
  }
  return found;
}

/** By chunks, as a layer streams by; a whole file where the cataloger takes nothing else. */
function catalogPath(cataloger: Cataloger, path: string, stat: Stats): CatalogResult | undefined {
  const fileBytes = stat.size;
  const name = path.replace(/^\/+/, '');
  if ('open' in cataloger) {
    const sink = cataloger.open({ path: name, mode: stat.mode & 0o7777, uid: 0, gid: 0, fileBytes });
    if (sink !== undefined) readChunks(path, (chunk) => sink.write(chunk));
    return sink?.end();
  }
  if (!cataloger.wants(name, fileBytes)) return undefined;
  const chunks: Buffer[] = [];
  readChunks(path, (chunk) => chunks.push(Buffer.from(chunk)));
  return catalogFile(cataloger, name, Buffer.concat(chunks));
}

function readChunks(path: string, take: (chunk: Buffer) => void): void {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(65_536);
  for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
    take(buffer.subarray(0, count));
  }
  closeSync(file);
}

/** Prints the row; both lists count each text once. Fails unless they are equal and not empty. */
export function expectInventory(
  ecosystem: string,
  tool: string,
  listed: Iterable<string>,
  found: Iterable<string>,
): void {
  const [byTool, byUs] = [new Set(listed), new Set(found)];
  const both = [...byUs].filter((item) => byTool.has(item)).length;
  const ratio = (total: number) => (total === 0 ? '-' : (both / total).toFixed(3));
  const row = [ecosystem, tool, byTool.size, byUs.size, ratio(byUs.size), ratio(byTool.size)];
  process.stdout.write(`${row.join(' | ')}\n`);
  expect(byTool.size, `${tool} lists something`).toBeGreaterThan(0);
  expect([...byUs].sort()).toEqual([...byTool].sort());
}
