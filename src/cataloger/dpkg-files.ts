/** Which files Debian packages own: dpkg's info/*.list, and the md5sums that distroless images keep. */
import type { FileCataloger } from '../model/analyzer.ts';
import type { Ownership } from '../model/package.ts';

const listPath = /^var\/lib\/dpkg\/info\/(?<package>[^/:]+)(?::(?<architecture>[a-z0-9-]+))?\.list$/;
const sumsPath = /^var\/lib\/dpkg\/status\.d\/(?<package>[^/:]+)\.md5sums$/;

/**
 * Directories are dropped as far as the list tells: a path that is the parent of a later one. Empty directories
 * stay, for no list tells them from files.
 */
export const dpkgFiles: FileCataloger = {
  name: 'dpkg-files',
  version: 1,
  maxBytes: 8 * 1024 * 1024,
  wants: (path) => path.startsWith('var/lib/dpkg/') && (listPath.test(path) || sumsPath.test(path)),
  catalog({ path, bytes }) {
    const groups = (listPath.exec(path) ?? sumsPath.exec(path))?.groups;
    const lines = new TextDecoder('utf-8')
      .decode(bytes)
      .split('\n')
      .filter((line) => line !== '');
    const named = path.endsWith('.list') ? dropDirectories(lines.map(cleanPath)) : lines.map(readSum);
    const architecture = groups?.['architecture'];
    const owner: Ownership = {
      type: 'deb',
      package: groups?.['package'] ?? '',
      ...(architecture === undefined ? {} : { architecture }),
      files: [...new Set(named)].filter((file) => file !== ''),
    };
    return { packages: [], owns: [owner], warnings: [] };
  },
};

const maxPathLength = 4_096;

/** Without leading slash; `''` for the root, for what is too long and for what would leave the root. */
function cleanPath(line: string): string {
  const path = line.replace(/\r$/, '').replace(/^(?:\.?\/)+/, '');
  const isClean = path.length <= maxPathLength && path !== '.' && !/(?:^|\/)\.\.(?:\/|$)/.test(path);
  return isClean ? path : '';
}

/** `<md5>  path`, as md5sum(1) writes it. */
function readSum(line: string): string {
  const path = /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1];
  return path === undefined ? '' : cleanPath(path);
}

function dropDirectories(paths: readonly string[]): string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    parents.add(parent);
  }
  return paths.filter((path) => !parents.has(path));
}
