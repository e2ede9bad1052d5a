/** RPM packages of images without a database. https://github.com/microsoft/azurelinux/blob/3.0/toolkit/docs/how_it_works/5_misc.md */
import type { FileCataloger } from '../../model/analyzer.ts';
import type { PackageRecord } from '../../model/package.ts';
import { maxProblems, packageWarnings } from '../warnings.ts';
import { readSource } from './package.ts';

/**
 * One package a line, ten columns between tabs: name, version-release, install time, build time, vendor, epoch or
 * `(none)`, size, architecture, epoch or 0, source package.
 */
export const rpmManifest: FileCataloger = {
  name: 'rpm-manifest',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path === 'var/lib/rpmmanifest/container-manifest-2',
  catalog({ path, bytes }) {
    const packages: PackageRecord[] = [];
    const problems: string[] = [];
    for (const [index, line] of new TextDecoder('utf-8').decode(bytes).split('\n').entries()) {
      if (problems.length >= maxProblems) break;
      if (line.trim() === '') continue;
      const record = readLine(line.trimEnd().split('\t'));
      if (typeof record === 'object') packages.push(record);
      else if (record !== undefined) problems.push(`rpm manifest, line ${index + 1}: ${record}`);
    }
    return { packages, owns: [], warnings: packageWarnings(problems, path) };
  },
};

const columnCount = 10;
const nameShape = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,255}$/;
const versionShape = /^[A-Za-z0-9._+~^]{1,256}-[A-Za-z0-9._+~^]{1,256}$/;
const maxVendorLength = 500;

/** The record, undefined for a public key, or what is wrong with the line. */
function readLine(columns: readonly string[]): PackageRecord | string | undefined {
  if (columns.length < columnCount) return `${columns.length} columns of ${columnCount}`;
  const [name = '', version = '', , , vendor = '', epoch = '', size = '', architecture = '', , source] =
    columns;
  if (name === 'gpg-pubkey') return undefined;
  if (!nameShape.test(name)) return 'the name has characters that no package name has';
  if (!versionShape.test(version)) return `"${version.slice(0, 100)}" is no rpm version and release`;
  const prefix = /^\d{1,10}$/.test(epoch) ? `${epoch}:` : '';
  const from = readSource(source, version, prefix);
  const isVendorSaid = vendor !== '' && vendor !== '(none)' && vendor.length <= maxVendorLength;
  return {
    type: 'rpm',
    name,
    version: `${prefix}${version}`,
    ...(/^[\w-]{1,32}$/.test(architecture) && { architecture }),
    ...(from !== undefined && { source: from }),
    ...(isVendorSaid && { maintainer: vendor }),
    licenses: [],
    ...(/^\d{1,15}$/.test(size) && { installedBytes: Number(size) }),
    foundBy: 'rpm-manifest',
  };
}
