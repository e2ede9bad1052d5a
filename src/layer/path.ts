/** Names of tar entries as paths of the image, and the names that delete. https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */

/** PATH_MAX and NAME_MAX of Linux: what is longer cannot be unpacked. */
const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;
/** No tree that is meant to be used is deeper; folds over paths stay cheap. */
const MAX_DEPTH = 512;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const METADATA = '.wh..wh.';

/** What a name means; `path` is clean and relative, `''` is the root. */
export type EntryName =
  | { readonly kind: 'path' | 'whiteout' | 'opaque'; readonly path: string }
  /** Bookkeeping of the AUFS storage driver, which no runtime unpacks. */
  | { readonly kind: 'metadata' }
  /** `reason` completes "its name ...". */
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Cleans as runtimes do before they unpack: `.` and empty parts go, `..` takes back the part before it. A relative
 * name that climbs out of the root is invalid: some runtimes refuse the layer, others clip it.
 */
export function readEntryName(name: string): EntryName {
  if (name.includes('\0')) return { kind: 'invalid', reason: 'holds a NUL byte' };
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) {
    return { kind: 'invalid', reason: `is longer than ${MAX_PATH_BYTES} bytes` };
  }
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined && !name.startsWith('/')) {
      return { kind: 'invalid', reason: 'climbs out of the root' };
    }
  }
  if (parts.length > MAX_DEPTH) return { kind: 'invalid', reason: `is more than ${MAX_DEPTH} levels deep` };
  if (parts.some((part) => part.length > MAX_NAME_BYTES / 4 && Buffer.byteLength(part) > MAX_NAME_BYTES)) {
    return { kind: 'invalid', reason: `has a part longer than ${MAX_NAME_BYTES} bytes` };
  }
  return readWhiteout(parts);
}

function readWhiteout(parts: readonly string[]): EntryName {
  const path = parts.join('/');
  const last = parts.at(-1) ?? '';
  if (!path.includes(WHITEOUT)) return { kind: 'path', path };
  const parent = parts.slice(0, -1).join('/');
  if (last === OPAQUE) return { kind: 'opaque', path: parent };
  if (parts.some((part) => part.startsWith(METADATA))) return { kind: 'metadata' };
  if (!last.startsWith(WHITEOUT)) return { kind: 'path', path };
  const hidden = last.slice(WHITEOUT.length);
  if (hidden === '' || hidden === '.' || hidden === '..') {
    return { kind: 'invalid', reason: 'is a whiteout of nothing' };
  }
  return { kind: 'whiteout', path: parent === '' ? hidden : `${parent}/${hidden}` };
}
