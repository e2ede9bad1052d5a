/** C and C++ packages that vcpkg installed, by its database. https://learn.microsoft.com/vcpkg/reference/installation-tree-layout */
import * as v from 'valibot';
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import { fieldOf, readParagraphs } from './control-file.ts';
import { imagePath } from './file-path.ts';
import { installedResult, type LockedPackage, parseJson, textLines } from './lock-file.ts';

const databasePath = /(?:^|\/)vcpkg\/(?:status|updates\/\d{1,20})$/;
const listPath = /^(?<root>.*\/)?vcpkg\/info\/(?<port>[a-z0-9-]+)_[^/]+\.list$/;
const documentPath = /\/share\/(?<port>[a-z0-9-]+)\/vcpkg\.spdx\.json$/;

/**
 * What it installed since its last run but one is in `updates/` alone. A port's list says its files, its SPDX document
 * its licence. PURL has no type that every reader knows for it, so it is `generic`, in the namespace `vcpkg`.
 */
export const vcpkg: FileCataloger = {
  name: 'vcpkg',
  version: 2,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) =>
    path.endsWith('/vcpkg.spdx.json')
      ? documentPath.test(path)
      : path.includes('vcpkg/') && (databasePath.test(path) || listPath.test(path)),
  catalog({ path, bytes }) {
    const list = listPath.exec(path)?.groups;
    if (list !== undefined) return readList(list['root'] ?? '', list['port'] ?? '', bytes);
    const port = documentPath.exec(path)?.groups?.['port'];
    if (port !== undefined) return readDocument(port, bytes);
    return installedResult({ type: 'generic', foundBy: 'vcpkg', path }, readPorts(bytes));
  },
};

const wantedFields: ReadonlySet<string> = new Set([
  'package',
  'version',
  'port-version',
  'feature',
  'status',
]);

/** A port's features have paragraphs of their own; a port's revision is written behind `#`. */
function* readPorts(bytes: Uint8Array): Generator<LockedPackage> {
  for (const paragraph of readParagraphs(bytes, wantedFields)) {
    const isInstalled = fieldOf(paragraph, 'status') === 'install ok installed';
    if (!isInstalled || fieldOf(paragraph, 'feature') !== undefined) continue;
    const version = fieldOf(paragraph, 'version') ?? '';
    const revision = fieldOf(paragraph, 'port-version');
    yield {
      name: `vcpkg/${fieldOf(paragraph, 'package') ?? ''}`,
      version: version === '' || revision === undefined ? version : `${version}#${revision}`,
    };
  }
}

/** One path a line, from the directory that `vcpkg/` is in; directories end in a slash. */
function readList(root: string, port: string, bytes: Uint8Array): CatalogResult {
  const files: string[] = [];
  for (const line of textLines(bytes)) {
    const file = line.endsWith('/') ? undefined : imagePath(`${root}${line.trim()}`);
    if (file !== undefined) files.push(file);
  }
  return { packages: [], owns: [{ type: 'generic', package: `vcpkg/${port}`, files }], warnings: [] };
}

const Document = v.object({
  packages: v.array(v.object({ SPDXID: v.string(), licenseConcluded: v.optional(v.string()) })),
});

function readDocument(port: string, bytes: Uint8Array): CatalogResult {
  const { packages } = v.parse(Document, parseJson(bytes));
  const license = packages.find(({ SPDXID }) => SPDXID === 'SPDXRef-port')?.licenseConcluded;
  const isSaid =
    license !== undefined && license !== 'NOASSERTION' && license !== 'NONE' && license.length <= 500;
  const licenses = isSaid
    ? [{ type: 'generic' as const, package: `vcpkg/${port}`, licenses: [license] }]
    : [];
  return { packages: [], owns: [], licenses, warnings: [] };
}
