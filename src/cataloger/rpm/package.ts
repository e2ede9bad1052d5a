/** A package record and its file list from an rpm header. https://rpm-software-management.github.io/rpm/manual/tags.html */
import type { Ownership, PackageRecord, SourcePackage } from '../../model/package.ts';
import { imagePath } from '../file-path.ts';
import { type Header, tags } from './header.ts';

export interface RpmPackage {
  readonly record: PackageRecord;
  readonly owns: Ownership;
}

const nameShape = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,255}$/;
const partShape = /^[A-Za-z0-9._+~^]{1,256}$/;

/** The package, undefined for a public key that is kept as one, or what is wrong with it. */
export function readPackage(header: Header): RpmPackage | string | undefined {
  const name = header.text(tags.name);
  if (name === 'gpg-pubkey') return undefined;
  if (name === undefined) return 'no name';
  if (!nameShape.test(name)) return 'the name has characters that no package name has';
  const version = header.text(tags.version) ?? '';
  const release = header.text(tags.release) ?? '';
  if (!partShape.test(version) || !partShape.test(release)) {
    return `"${version.slice(0, 100)}-${release.slice(0, 100)}" is no rpm version and release`;
  }
  const [epoch] = header.integers(tags.epoch);
  const prefix = epoch === undefined ? '' : `${epoch}:`;
  const architecture = shaped(header.text(tags.architecture), /^[\w-]{1,32}$/);
  const source = readSource(header.text(tags.sourceRpm), `${version}-${release}`, prefix);
  const vendor = said(header.text(tags.vendor));
  const license = said(header.text(tags.license));
  const modularity = shaped(header.text(tags.modularityLabel), /^[\w.+:~-]{1,500}$/);
  const installedBytes = header.integers(tags.longSize)[0] ?? header.integers(tags.size)[0];
  const owner = { type: 'rpm', ...(architecture !== undefined && { architecture }) } as const;
  return {
    record: {
      ...owner,
      name,
      version: `${prefix}${version}-${release}`,
      ...(source !== undefined && { source }),
      ...(vendor !== undefined && { maintainer: vendor }),
      licenses: license === undefined ? [] : [license],
      ...(installedBytes !== undefined && { installedBytes }),
      ...(modularity !== undefined && { modularity }),
      foundBy: 'rpm',
    },
    owns: { ...owner, package: name, files: readFiles(header) },
  };
}

function shaped(text: string | undefined, shape: RegExp): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined;
}

const maxTextLength = 4_096;

/** rpm writes `(none)` for what a package does not say. */
function said(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' || trimmed === '(none)' || trimmed.length > maxTextLength
    ? undefined
    : trimmed;
}

/**
 * `bash-5.1.8-9.el9.src.rpm` is bash, 5.1.8-9.el9. The file name has no epoch: the binary's own counts where the
 * rest is the same.
 */
export function readSource(
  text: string | undefined,
  version: string,
  epoch: string,
): SourcePackage | undefined {
  const groups =
    /^(?<name>[A-Za-z0-9_][A-Za-z0-9_.+-]{0,255})-(?<version>[^-\s]{1,256})-(?<release>[^-\s]{1,256})\.(?:no)?src\.rpm$/.exec(
      text?.slice(0, 1_024) ?? '',
    )?.groups;
  if (groups === undefined) return undefined;
  const { name = '', version: upstream = '', release = '' } = groups;
  const own = `${upstream}-${release}`;
  return { name, version: own === version ? `${epoch}${own}` : own };
}

const directoryMode = 0o040000;
const modeMask = 0o170000;
/** Characters: a directory's long name must not be paid for with every file in it. */
const maxPathsLength = 16 * 1024 * 1024;

/** Directories are left out. Names are a directory's number and a base name; before rpm 4 they were whole paths. */
function readFiles(header: Header): readonly string[] {
  const modes = header.integers(tags.fileModes);
  const directories = header.texts(tags.directoryNames);
  const indexes = header.integers(tags.directoryIndexes);
  const names = header.texts(tags.baseNames);
  const oldNames = names.length > 0 ? [] : header.texts(tags.oldFileNames);
  const files: string[] = [];
  let length = 0;
  for (const [at, name] of [...names, ...oldNames].entries()) {
    if (((modes[at] ?? 0) & modeMask) === directoryMode) continue;
    const directory = names.length > 0 ? (directories[indexes[at] ?? -1] ?? '') : '';
    const path = imagePath(`${directory}${name}`);
    if (path === undefined) continue;
    length += path.length;
    if (length > maxPathsLength)
      throw new Error(`its file names take more than ${maxPathsLength} characters`);
    files.push(path);
  }
  return files;
}
