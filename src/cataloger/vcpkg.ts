/** C and C++ packages that vcpkg installed, by its status file. https://learn.microsoft.com/vcpkg/reference/installation-tree-layout */
import type { FileCataloger } from '../model/analyzer.ts';
import { fieldOf, readParagraphs } from './control-file.ts';
import { installedResult, type LockedPackage } from './lock-file.ts';

/** PURL has no type that every reader knows for it, so it is `generic`, in the namespace `vcpkg`. */
export const vcpkg: FileCataloger = {
  name: 'vcpkg',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path.endsWith('/vcpkg/status'),
  catalog: ({ path, bytes }) =>
    installedResult({ type: 'generic', foundBy: 'vcpkg', path }, readPorts(bytes)),
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
