/** Arch Linux packages and their files from pacman's local database. https://man.archlinux.org/man/alpm-db-desc.5 */
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import { imagePath } from './file-path.ts';
import { packageWarnings } from './warnings.ts';

const directory = 'var/lib/pacman/local/';
/** `bash-5.1.016-1/desc`: the package's name, which may have dashes, its version and its release. */
const localFile = /^var\/lib\/pacman\/local\/(?<package>[^/]+)-[^-/]+-[^-/]+\/(?<kind>desc|files)$/;

/** Each package has a directory with `desc`, which is its record, and `files`. */
export const pacman: FileCataloger = {
  name: 'pacman',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path.startsWith(directory) && localFile.test(path),
  catalog({ path, bytes }) {
    const { package: name = '', kind } = localFile.exec(path)?.groups ?? {};
    const sections = readSections(bytes);
    if (kind === 'desc') return readDescription(path, sections);
    const files = (sections.get('FILES') ?? []).flatMap((line) => {
      const clean = line.endsWith('/') ? undefined : imagePath(line);
      return clean === undefined ? [] : [clean];
    });
    return { packages: [], owns: [{ type: 'alpm', package: name, files }], warnings: [] };
  },
};

/** `%NAME%` on a line of its own, then values, one a line, up to an empty line. */
function readSections(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of new TextDecoder('utf-8').decode(bytes).split('\n')) {
    const name = /^%([A-Z0-9]{1,32})%$/.exec(line)?.[1];
    if (line === '') current = undefined;
    else if (current !== undefined) current.push(line);
    else if (name !== undefined && !sections.has(name)) {
      current = [];
      sections.set(name, current);
    }
  }
  return sections;
}

const nameShape = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]{0,255}$/;
/** https://man.archlinux.org/man/alpm-package-version.7: epoch, version and release. */
const versionShape = /^(?:\d{1,9}:)?[^\s:/-]{1,200}-[0-9.]{1,40}$/;
const maxLicenses = 20;
const maxTextLength = 500;

function readDescription(path: string, sections: ReadonlyMap<string, readonly string[]>): CatalogResult {
  const first = (name: string): string | undefined => sections.get(name)?.[0];
  const name = first('NAME') ?? '';
  const version = first('VERSION') ?? '';
  if (!nameShape.test(name) || !versionShape.test(version)) {
    const missing = nameShape.test(name) ? 'VERSION' : 'NAME';
    return {
      packages: [],
      owns: [],
      warnings: packageWarnings([`pacman record ${path}: no usable ${missing}`], path),
    };
  }
  const architecture = first('ARCH');
  const base = first('BASE');
  const packager = first('PACKAGER');
  const bytes = /^\d{1,15}$/.exec(first('SIZE') ?? '')?.[0];
  const licenses = (sections.get('LICENSE') ?? []).filter((text) => text.length <= maxTextLength);
  return {
    packages: [
      {
        type: 'alpm',
        name,
        version,
        ...(architecture !== undefined && /^\w{1,32}$/.test(architecture) && { architecture }),
        // Packages of one build carry one version.
        ...(base !== undefined && nameShape.test(base) && { source: { name: base, version } }),
        ...(packager !== undefined && packager.length <= maxTextLength && { maintainer: packager }),
        licenses: licenses.slice(0, maxLicenses),
        ...(bytes !== undefined && { installedBytes: Number(bytes) }),
        foundBy: 'pacman',
      },
    ],
    owns: [],
    warnings: [],
  };
}
