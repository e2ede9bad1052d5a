/** Random access to the files of a tar archive, without unpacking it. */
import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';
import { createTarParser, type TarHeader } from '../layer/tar.ts';
import { checkAborted, type FileStore, readAt, readRange } from './files.ts';
import { paddingBytes } from './tar-writer.ts';

const maxEntries = 100_000;
const maxLinks = 16;
const windowBytes = 64 * 1024;

export interface Archive extends FileStore {
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** What a path of the archive leads to. */
type Place =
  | { readonly kind: 'file'; readonly offset: number; readonly length: number }
  | { readonly kind: 'link'; readonly to: string | undefined }
  | { readonly kind: 'unreadable'; readonly why: string };

// Docker takes the last, podman the first: a scan of one would say nothing of the other.
const twice: Place = { kind: 'unreadable', why: 'it is there twice, and which one counts differs by reader' };

/**
 * Indexes an uncompressed tar. Symbolic and hard links lead to files of the archive only; a file that comes twice, or is
 * stored sparse, cannot be read: MANIFEST_INVALID. Throws LAYER_CORRUPT for what is no tar or is cut off, LIMIT_EXCEEDED past 100,000 entries.
 * The archive owns the handle from here on, also when this throws.
 */
export async function openTar(
  handle: FileHandle,
  fileBytes: number,
  name: string,
  signal?: AbortSignal,
): Promise<Archive> {
  let places: ReadonlyMap<string, Place>;
  try {
    places = await indexTar(handle, fileBytes, name, signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    name,
    async fileBytes(path) {
      return resolve(places, path, name)?.length;
    },
    open(path, openSignal) {
      const file = resolve(places, path, name);
      if (file === undefined) throw new ImgscanError('NOT_FOUND', `${name}: ${path} is not in the archive`);
      return readRange(handle, { ...file, name: `${name}: ${path}` }, openSignal);
    },
    close: () => handle.close(),
  };
}

async function indexTar(
  handle: FileHandle,
  fileBytes: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  let contentEnd = 0;
  const parser = createTarParser(
    {
      entry(header) {
        contentEnd = header.offset + header.storedBytes + paddingBytes(header.storedBytes);
        if (contentEnd > fileBytes) throw truncated(name, header, fileBytes);
        const path = cleanPath(header.name);
        const place = placeOf(header);
        if (path !== undefined && place !== undefined) places.set(path, places.has(path) ? twice : place);
        return undefined;
      },
    },
    { entries: maxEntries },
  );
  const zeros = new Uint8Array(1024 * 1024);
  try {
    for (let position = 0; position < fileBytes; ) {
      checkAborted(signal);
      // The parser passes over content unseen, so that zeros do for it and the disk is not read.
      const skipped = Math.min(contentEnd - position, zeros.length);
      const chunk =
        skipped > 0 ? zeros.subarray(0, skipped) : await readAt(handle, position, windowBytes, name);
      if (chunk.length === 0) break;
      parser.write(chunk);
      position += chunk.length;
    }
    parser.end();
  } catch (error) {
    throw contentEnd === 0 ? notTar(error, name) : nameError(error, name);
  }
  return places;
}

function placeOf(header: TarHeader): Place | undefined {
  switch (header.type) {
    case 'file':
      if (header.sparse) return { kind: 'unreadable', why: 'it is stored as a sparse file' };
      return { kind: 'file', offset: header.offset, length: header.storedBytes };
    case 'hardlink':
      return { kind: 'link', to: cleanPath(header.linkName) };
    case 'symlink': {
      const { linkName } = header;
      const absolute = linkName.startsWith('/');
      return {
        kind: 'link',
        to: cleanPath(absolute ? linkName : `${posix.dirname(header.name)}/${linkName}`),
      };
    }
    default:
      return undefined;
  }
}

/** Relative, without `.` and `..`; undefined for the root and for what would leave it. */
function cleanPath(path: string): string | undefined {
  const clean = posix.normalize(path).replace(/^\/+|\/+$/g, '');
  return clean === '' || clean === '.' || clean === '..' || clean.startsWith('../') ? undefined : clean;
}

function resolve(
  places: ReadonlyMap<string, Place>,
  path: string,
  name: string,
): { readonly offset: number; readonly length: number } | undefined {
  let place = places.get(cleanPath(path) ?? '');
  for (let links = 0; place?.kind === 'link'; links += 1) {
    if (links === maxLinks) {
      throw new ImgscanError('LAYER_CORRUPT', `${name}: ${path} is a chain of more than ${maxLinks} links`);
    }
    place = places.get(place.to ?? '');
  }
  if (place?.kind === 'unreadable') {
    throw new ImgscanError('MANIFEST_INVALID', `${name}: ${path} cannot be read: ${place.why}`, {
      hint: 'save the image again; docker save, podman save and skopeo write no such archive',
    });
  }
  return place;
}

function truncated(name: string, header: TarHeader, fileBytes: number): ImgscanError {
  const expected = `expected ${header.storedBytes} bytes of ${header.name.slice(0, 200)} at byte ${header.offset}`;
  return new ImgscanError(
    'LAYER_CORRUPT',
    `${name}: ${expected}, found the archive's end at byte ${fileBytes}`,
    {
      hint: 'the archive is truncated; save or copy it again',
    },
  );
}

function notTar(error: unknown, name: string): unknown {
  if (!(error instanceof ImgscanError) || error.code !== 'LAYER_CORRUPT') return error;
  return new ImgscanError('LAYER_CORRUPT', `${name}: expected a tar archive. ${error.message}`, {
    cause: error,
    hint: 'imgscan reads archives made by docker save, podman save, skopeo or buildah',
  });
}

/** The error with the archive's name in front; one that is not about content stays itself. */
export function nameError(error: unknown, name: string): unknown {
  if (!(error instanceof ImgscanError) || error.code === 'ABORTED') return error;
  if (error.message.startsWith(name)) return error;
  return new ImgscanError(error.code, `${name}: ${error.message}`, {
    cause: error,
    hint: error.hint ?? 'the archive is damaged or truncated; save or copy it again',
  });
}
