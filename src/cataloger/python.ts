/** Python distributions from their metadata. https://packaging.python.org/en/latest/specifications/core-metadata/ */
import type { FileCataloger } from '../model/analyzer.ts';
import { fieldOf, type Paragraph, readParagraphs } from './control-file.ts';
import { packageWarnings } from './warnings.ts';

const metadataPath =
  /(?:^|\/)[^/]+(?:\.dist-info\/METADATA|\.egg-info(?:\/PKG-INFO)?|\.egg\/EGG-INFO\/PKG-INFO)$/;

/** Names stay as the metadata writes them; PEP 503 normalisation is for who compares. */
export const python: FileCataloger = {
  name: 'python',
  version: 2,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) =>
    (path.endsWith('/METADATA') || path.endsWith('-INFO') || path.endsWith('.egg-info')) &&
    metadataPath.test(path),
  catalog({ path, bytes }) {
    const header = readParagraphs(bytes, wantedFields, { headerOnly: true }).next();
    const name = header.done ? undefined : fieldOf(header.value, 'name');
    const version = header.done ? undefined : fieldOf(header.value, 'version');
    if (header.done || !nameShape.test(name ?? '') || !versionShape.test(version ?? '')) {
      const missing = nameShape.test(name ?? '') ? 'Version' : 'Name';
      return {
        packages: [],
        owns: [],
        warnings: packageWarnings([`Python metadata ${path}: no usable ${missing}`], path),
      };
    }
    return {
      packages: [
        {
          type: 'pypi',
          name: name ?? '',
          version: version ?? '',
          licenses: readLicenses(header.value),
          foundBy: 'python',
        },
      ],
      owns: [],
      warnings: [],
    };
  },
};

const wantedFields: ReadonlySet<string> = new Set([
  'name',
  'version',
  'license-expression',
  'license',
  'classifier',
]);
const nameShape = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$/;
const versionShape = /^[^\s]{1,256}$/;

/** License-Expression; else a License that is a name, not the licence's text; else the classifiers. */
function readLicenses(header: Paragraph): string[] {
  const expression = fieldOf(header, 'license-expression');
  if (expression !== undefined) return [expression.slice(0, 500)];
  const license = fieldOf(header, 'license');
  if (license !== undefined && license.length <= 100 && !license.includes('\n') && license !== 'UNKNOWN')
    return [license];
  const names = (header.fields.get('classifier') ?? [])
    .filter((classifier) => classifier.startsWith('License :: '))
    .map((classifier) =>
      classifier
        .slice(classifier.lastIndexOf(' :: ') + 4)
        .trim()
        .slice(0, 200),
    );
  return [...new Set(names)].filter((name) => name !== '' && name !== 'OSI Approved');
}
