/** The two plug-in contracts that read file content while a layer streams by. Pure and synchronous. */
import type { Entry, Evidence, PackageFile, Warning } from './layer.ts';

/** What is known of a file before its content: enough to say whether to look at it. */
export type FileHeader = Pick<Entry, 'path' | 'mode' | 'uid' | 'gid' | 'fileBytes'>;

/** A whole file, at most the cataloger's `maxBytes` long. */
export interface CatalogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface CatalogResult extends Pick<PackageFile, 'packages' | 'owns' | 'licenses'> {
  /** One per record that could not be read; the others stand. `path` and `layer` are filled in by the caller. */
  readonly warnings: readonly Warning[];
}

interface CatalogerIdentity {
  /** Also `foundBy` of its packages. */
  readonly name: string;
  /** Raised with every change of what it returns: it is part of the layer cache's key. */
  readonly version: number;
}

/** Reads package records from one kind of database or metadata file, held whole. */
export interface FileCataloger extends CatalogerIdentity {
  /** A wanted file that is larger becomes a FILE_TOO_LARGE warning, not a silence. */
  readonly maxBytes: number;
  wants(path: string, fileBytes: number): boolean;
  /** May throw; the caller turns that into one warning that names file and layer. */
  catalog(file: CatalogFile): CatalogResult;
}

/** Reads package records from files of any length as they stream by: binaries, archives. */
export interface StreamCataloger extends CatalogerIdentity {
  /** A sink when the file is of interest, else undefined. Called for regular files with content only. May throw. */
  open(file: FileHeader): FileSink<CatalogResult> | undefined;
}

export type Cataloger = FileCataloger | StreamCataloger;

/** Takes a file's content as it streams; nothing of a chunk may be kept without copying. */
export interface FileSink<Result> {
  write(chunk: Uint8Array): void;
  /** Called once after the last chunk. */
  end(): Result;
}

/** Reads evidence from file content, of any length, without holding the file. */
export interface Detector {
  readonly name: string;
  /** As a cataloger's. */
  readonly version: number;
  /** A sink when the file is of interest, else undefined. Called for regular files with content only. */
  open(file: FileHeader): FileSink<readonly Evidence[]> | undefined;
}
