/** opkg's packages, their files and licences, on OpenWrt and Yocto systems. https://openwrt.org/docs/guide-user/additional-software/opkg */
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { fieldOf, type Paragraph, readParagraphs } from './control-file.ts';
import { imagePath } from './file-path.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

const directories: readonly string[] = ['usr/lib/opkg/', 'var/lib/opkg/'];
const infoFile = /\/info\/(?<package>[^/]+)\.(?<kind>control|list)$/;

/** `status` has the packages, `info/NAME.list` a package's files, `info/NAME.control` its licence. */
export const opkg: FileCataloger = {
  name: 'opkg',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => {
    const directory = directories.find((prefix) => path.startsWith(prefix));
    return directory !== undefined && (path === `${directory}status` || infoFile.test(path));
  },
  catalog({ path, bytes }) {
    const { package: name = '', kind } = infoFile.exec(path)?.groups ?? {};
    if (kind === 'list') {
      const files = readList(bytes);
      return { packages: [], owns: [{ type: 'opkg', package: name, files }], warnings: [] };
    }
    if (kind === 'control') return readControl(name, bytes);
    return readStatus(path, bytes);
  },
};

function readStatus(path: string, bytes: Uint8Array): CatalogResult {
  const packages: PackageRecord[] = [];
  const problems: string[] = [];
  for (const paragraph of readParagraphs(bytes, statusFields)) {
    if (problems.length >= maxProblems) break;
    const record = readPackage(paragraph);
    if (typeof record === 'object') packages.push(record);
    else if (record !== undefined) problems.push(`opkg record at line ${paragraph.line}: ${record}`);
  }
  return { packages, owns: [], warnings: packageWarnings(problems, path) };
}

const statusFields: ReadonlySet<string> = new Set(['package', 'status', 'version', 'architecture']);
const installedStates: ReadonlySet<string> = new Set(['installed', 'unpacked', 'half-installed']);
const nameShape = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,255}$/;
const architectureShape = /^[\w.+-]{1,64}$/;
const versionShape = /^[0-9A-Za-z.+:~_-]{1,256}$/;

/** The record; a string that says what is wrong with it; undefined for one that is not installed. */
function readPackage(paragraph: Paragraph): PackageRecord | string | undefined {
  const state = fieldOf(paragraph, 'status')?.split(/\s+/)[2];
  if (state !== undefined && !installedStates.has(state)) return undefined;
  const name = fieldOf(paragraph, 'package');
  const version = fieldOf(paragraph, 'version');
  if (name === undefined || !nameShape.test(name)) return 'no usable Package field';
  if (state === undefined) return `${name} has no Status of three words`;
  if (version === undefined || !versionShape.test(version)) return `${name} has no usable Version field`;
  const architecture = fieldOf(paragraph, 'architecture');
  return {
    type: 'opkg',
    name,
    version,
    ...(architecture !== undefined && architectureShape.test(architecture) && { architecture }),
    licenses: [],
    foundBy: 'opkg',
  };
}

function readControl(name: string, bytes: Uint8Array): CatalogResult {
  const [paragraph] = readParagraphs(bytes, new Set(['license']), { headerOnly: true });
  const license = paragraph && fieldOf(paragraph, 'license');
  return {
    packages: [],
    owns: [],
    ...(license !== undefined && { licenses: [{ type: 'opkg', package: name, licenses: [license] }] }),
    warnings: [],
  };
}

/** One path a line; Yocto's opkg adds the mode in octal, which tells directories. */
function readList(bytes: Uint8Array): string[] {
  return new TextDecoder('utf-8')
    .decode(bytes)
    .split('\n')
    .flatMap((line) => {
      const [text = '', mode = ''] = line.trimEnd().split('\t', 2);
      const path = /^0*4\d{4}$/.test(mode) ? undefined : imagePath(text);
      return path === undefined ? [] : [path];
    });
}
