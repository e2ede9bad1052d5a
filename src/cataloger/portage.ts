/** Gentoo packages and their files from portage's database. https://wiki.gentoo.org/wiki/Portage/Database */
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import { imagePath } from './file-path.ts';
import { packageWarnings } from './warnings.ts';

const directory = 'var/db/pkg/';
const recordFile = /^var\/db\/pkg\/(?<category>[^/]+)\/(?<full>[^/]+)\/(?<kind>CONTENTS|LICENSE)$/;
/** https://projects.gentoo.org/pms/8/pms.html#version-specifications */
const fullName =
  /^(?<name>[A-Za-z0-9_][A-Za-z0-9+_-]{0,200}?)-(?<version>\d[\d.]{0,100}[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d{0,20}){0,8}(?:-r\d{1,20})?)$/;
const categoryShape = /^[A-Za-z0-9_][A-Za-z0-9+_.-]{0,100}$/;

/** Each package has a directory, `dev-libs/openssl-3.0.7-r1`, whose CONTENTS is there even when nothing is listed. */
export const portage: FileCataloger = {
  name: 'portage',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path.startsWith(directory) && recordFile.test(path),
  catalog({ path, bytes }) {
    const { category = '', full = '', kind } = recordFile.exec(path)?.groups ?? {};
    const { name, version } = fullName.exec(full)?.groups ?? {};
    // While a package is being merged its directory has a name of its own, which starts with a dash.
    if (name === undefined || version === undefined || !categoryShape.test(category)) {
      const problem = `portage record ${path}: its directory is no name with a version`;
      return { packages: [], owns: [], warnings: packageWarnings([problem], path) };
    }
    const text = new TextDecoder('utf-8').decode(bytes);
    const owner = { type: 'ebuild', package: `${category}/${name}` } as const;
    if (kind === 'LICENSE') return readLicense(owner, text);
    return {
      packages: [{ type: 'ebuild', namespace: category, name, version, licenses: [], foundBy: 'portage' }],
      owns: [{ ...owner, files: text.split('\n').flatMap(readContent) }],
      warnings: [],
    };
  },
};

const maxLicenseLength = 4_096;

function readLicense(
  owner: { readonly type: 'ebuild'; readonly package: string },
  text: string,
): CatalogResult {
  const license = text.trim();
  const isSaid = license !== '' && license.length <= maxLicenseLength;
  return {
    packages: [],
    owns: [],
    ...(isSaid && { licenses: [{ ...owner, licenses: [license] }] }),
    warnings: [],
  };
}

/** `obj PATH MD5 MTIME`, `sym PATH -> TARGET MTIME`, `dir PATH`, `dev PATH`, `fif PATH`; paths may have spaces. */
function readContent(line: string): readonly string[] {
  const [kind = '', ...words] = line.split(' ');
  if (kind === 'obj') return clean(words.slice(0, -2).join(' '));
  if (kind === 'sym') return clean(words.join(' ').split(' -> ', 1)[0] ?? '');
  return kind === 'dev' || kind === 'fif' ? clean(words.join(' ')) : [];
}

function clean(text: string): readonly string[] {
  const path = imagePath(text);
  return path === undefined ? [] : [path];
}
