/** Debian packages from dpkg's database and from distroless images' status.d. https://man7.org/linux/man-pages/man1/dpkg-query.1.html */
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import type { PackageRecord, SourcePackage } from '../model/package.ts';
import { fieldOf, type Paragraph, readParagraphs } from './control-file.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/**
 * Packages whose files are there: states `installed`, `unpacked`, `half-configured`, `half-installed`,
 * `triggers-awaited` and `triggers-pending`, whatever was wanted of them. `config-files` and `not-installed` are
 * leftovers of removed packages.
 */
export const dpkg: FileCataloger = {
  name: 'dpkg',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) =>
    path === 'var/lib/dpkg/status' ||
    (/^var\/lib\/dpkg\/status\.d\/[^/]+$/.test(path) && !/\.md5sums$/.test(path)),
  catalog({ path, bytes }) {
    const isDistroless = path !== 'var/lib/dpkg/status';
    const packages: PackageRecord[] = [];
    const problems: string[] = [];
    for (const paragraph of readParagraphs(bytes, wantedFields)) {
      if (problems.length >= maxProblems) break;
      const record = readPackage(paragraph, isDistroless);
      if (typeof record === 'object') packages.push(record);
      else if (record !== undefined) {
        const name = fieldOf(paragraph, 'package') ?? 'without a name';
        problems.push(`dpkg record ${name.slice(0, 100)} at line ${paragraph.line}: ${record}`);
      }
    }
    const warnings = packageWarnings(problems, path);
    return { packages, owns: [], warnings } satisfies CatalogResult;
  },
};

const wantedFields: ReadonlySet<string> = new Set([
  ...['package', 'status', 'version', 'architecture', 'source', 'maintainer', 'installed-size'],
]);

/** https://man7.org/linux/man-pages/man7/deb-version.7.html: what a version may consist of. */
const versionShape = /^[0-9A-Za-z.+:~_-]{1,256}$/;
const nameShape = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,255}$/;

/** The record; a string that says what is wrong with it; undefined for one that is not installed. */
function readPackage(paragraph: Paragraph, isDistroless: boolean): PackageRecord | string | undefined {
  const status = fieldOf(paragraph, 'status');
  const state = status?.split(/\s+/)[2];
  if (state === 'config-files' || state === 'not-installed') return undefined;
  const name = fieldOf(paragraph, 'package');
  const version = fieldOf(paragraph, 'version');
  if (name === undefined) return 'no Package field';
  if (!nameShape.test(name)) return 'the name has characters that no package name has';
  if (status === undefined && !isDistroless) return 'no Status field';
  if (status !== undefined && state === undefined)
    return `Status "${status.slice(0, 100)}" is not three words`;
  if (version === undefined) return 'no Version field';
  if (!versionShape.test(version)) return `"${version.slice(0, 100)}" is no Debian version`;
  if (paragraph.problem !== undefined) return paragraph.problem;
  const architecture = fieldOf(paragraph, 'architecture');
  const maintainer = fieldOf(paragraph, 'maintainer');
  const kibibytes = /^\d{1,12}$/.exec(fieldOf(paragraph, 'installed-size') ?? '')?.[0];
  const source = readSource(fieldOf(paragraph, 'source'), version);
  return {
    type: 'deb',
    name,
    version,
    ...(architecture === undefined ? {} : { architecture }),
    ...(source === undefined ? {} : { source }),
    ...(maintainer === undefined ? {} : { maintainer }),
    licenses: [],
    ...(kibibytes === undefined ? {} : { installedBytes: Number(kibibytes) * 1024 }),
    foundBy: 'dpkg',
  };
}

/** `name` or `name (version)`; the version is the binary's own when it is not written. */
function readSource(text: string | undefined, version: string): SourcePackage | undefined {
  const match = /^(?<name>[A-Za-z0-9][A-Za-z0-9+._-]{0,255})(?:\s{1,8}\((?<version>[^()\s]{1,256})\))?$/.exec(
    text ?? '',
  );
  const name = match?.groups?.['name'];
  return name === undefined ? undefined : { name, version: match?.groups?.['version'] ?? version };
}
