/** What was shipped for nothing: whether a file was shipped twice alike, and the order waste is listed in. */
import type { WastedFile } from '../model/footprint.ts';
import type { Entry } from '../model/layer.ts';

/**
 * Whether two entries hold the same, whatever their mode, owner and time: files by SHA-256, symlinks by target.
 * Files without a hash and devices, whose numbers are not kept, are never taken to be the same.
 */
export function isSameContent(before: Entry | undefined, after: Entry): boolean {
  if (before === undefined || before.type !== after.type) return false;
  switch (after.type) {
    case 'file':
      if (before.fileBytes === 0 && after.fileBytes === 0) return true;
      return after.sha256 !== undefined && before.sha256 === after.sha256;
    case 'symlink':
      return before.link === after.link;
    case 'dir':
    case 'fifo':
      return true;
    case 'hardlink':
    case 'char':
    case 'block':
      return false;
  }
}

/** Largest first, then by path and layer. */
export function sortWaste(wasted: readonly WastedFile[]): readonly WastedFile[] {
  return wasted.toSorted((a, b) => {
    if (a.tarBytes !== b.tarBytes) return b.tarBytes - a.tarBytes;
    if (a.path !== b.path) return a.path < b.path ? -1 : 1;
    return a.layer - b.layer;
  });
}
