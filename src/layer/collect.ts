/** Turns a layer's tar entries into facts, in tar order. */
import { ImgscanError } from '../errors.ts';
import type { Entry, LayerFacts, Warning, Whiteout } from '../model/layer.ts';
import { readLinks } from './hardlink.ts';
import { readEntryName } from './path.ts';
import { type FileResults, type Plugins, readFile } from './read-file.ts';
import type { TarHandler, TarHeader } from './tar.ts';
import { createContentHasher, type TarHasher } from './tar-hasher.ts';

/** Warnings of one layer that are kept one by one; the rest are counted. */
const MAX_WARNINGS = 1000;
/** All of a layer's paths and link targets together: what a million hostile entries may take in memory. */
const MAX_NAME_CHARACTERS = 2 ** 28;
const MAX_EVIDENCE = 500_000;
/** Zeros that are made up for the holes of a layer's sparse files, so that their digest is that of the file as read. */
const MAX_HOLE_BYTES = 2 ** 30;
/** The kernel takes capabilities of 12 to 24 bytes and refuses any other. */
const MAX_CAPABILITY_BYTES = 24;

/** What has been read so far; `diffId` and `tarBytes` are known outside. */
export type Collected = Omit<LayerFacts, 'diffId' | 'tarBytes'>;

/** An entry being made. Optional fields are set, not spread in: a spread costs every entry a hidden class of its own. */
type Draft = { -readonly [Key in keyof Entry]: Entry[Key] };

export interface Collector {
  readonly handler: TarHandler;
  /** To be called once, after the last entry and the hasher's end. */
  finish(): Collected;
}

/** The handler throws LIMIT_EXCEEDED; everything else that is odd becomes a warning. */
export function createCollector(plugins: Plugins, tarHasher: TarHasher): Collector {
  const entries: Entry[] = [];
  const whiteouts: Whiteout[] = [];
  const warnings: Warning[] = [];
  let uncounted = 0;
  let nameCharacters = 0;
  let holeBytes = 0;

  const warn = (warning: Warning): void => {
    if (warnings.length < MAX_WARNINGS) warnings.push(warning);
    else uncounted += 1;
  };
  const results: FileResults = { packageFiles: [], evidence: [], warn };

  const invalid = (name: string, reason: string): undefined => {
    warn({ code: 'ENTRY_INVALID', message: `The entry ${JSON.stringify(name.slice(0, 200))} ${reason}.` });
  };

  const handler: TarHandler = {
    entry(header) {
      const name = readEntryName(header.name);
      if (name.kind === 'metadata') return undefined;
      if (name.kind === 'invalid') return invalid(header.name, `is left out: its name ${name.reason}`);
      nameCharacters += name.path.length + header.linkName.length;
      if (nameCharacters > MAX_NAME_CHARACTERS) {
        throw new ImgscanError(
          'LIMIT_EXCEEDED',
          `The layer's file names take more than ${MAX_NAME_CHARACTERS} characters.`,
        );
      }
      if (name.kind !== 'path') {
        whiteouts.push({ path: name.path, opaque: name.kind === 'opaque', tarBytes: header.tarBytes });
        return undefined;
      }
      const entry = toEntry(header, name.path);
      if (typeof entry === 'string') return invalid(header.name, entry);
      if (entry.type !== 'file') {
        entries.push(entry);
        return undefined;
      }
      if (header.sparse && holeBytes + header.fileBytes - header.storedBytes > MAX_HOLE_BYTES) {
        entries.push(entry);
        warn({
          code: 'FILE_TOO_LARGE',
          message: `${entry.path} is sparse, ${entry.fileBytes} bytes long, and was not read: the layer's holes are limited to ${MAX_HOLE_BYTES} bytes.`,
          path: entry.path,
        });
        return undefined;
      }
      holeBytes += header.fileBytes - header.storedBytes;
      // The holes of a sparse file are nowhere in the tar.
      const hasher = header.sparse ? createContentHasher(entry.fileBytes) : tarHasher.file(entry.fileBytes);
      return readFile(entry, plugins, results, hasher, () => {
        if (entry.fileBytes > 0) {
          hasher.end((sha256) => {
            entry.sha256 = sha256;
          });
        }
        entries.push(entry);
        if (results.evidence.length > MAX_EVIDENCE) {
          throw new ImgscanError(
            'LIMIT_EXCEEDED',
            `The layer gives more than ${MAX_EVIDENCE} pieces of evidence.`,
          );
        }
      });
    },
  };

  function finish(): Collected {
    readLinks(entries, plugins, results);
    const { packageFiles, evidence } = results;
    const rest: readonly Warning[] =
      uncounted === 0
        ? []
        : [{ code: 'ENTRY_INVALID', message: `${uncounted} more warnings of this layer are not listed.` }];
    return { entries, whiteouts, packageFiles, evidence, warnings: [...warnings, ...rest] };
  }

  return { handler, finish };
}

/** The entry without its digest, or why there is none. */
function toEntry(header: TarHeader, path: string): Draft | string {
  const { type, mode, uid, gid, fileBytes, tarBytes, mtime, linkName } = header;
  if (type === 'other') return 'is left out: no runtime unpacks its type';
  if (path === '' && type !== 'dir') return 'is left out: it stands for the root but is no directory';
  const entry: Draft = {
    path,
    type,
    mode,
    uid,
    gid,
    fileBytes: type === 'file' ? fileBytes : 0,
    tarBytes,
    mtime,
  };
  const capability = header.xattrs.get('security.capability');
  if (capability !== undefined && capability.length <= MAX_CAPABILITY_BYTES) {
    entry.capability = Buffer.from(capability).toString('hex');
  }
  if (type === 'symlink') entry.link = linkName;
  if (type !== 'hardlink') return entry;
  const target = readEntryName(linkName);
  if (target.kind !== 'path')
    return `is left out: its hard link target ${JSON.stringify(linkName.slice(0, 200))} is no path`;
  entry.link = target.path;
  return entry;
}
