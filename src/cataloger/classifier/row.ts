/** One row of the table of programs that are known by what is in them. */
import type { PackageRecord } from '../../model/package.ts';

export interface Classifier extends Pick<PackageRecord, 'type' | 'namespace' | 'name'> {
  /** Base names without version and suffix: `python` for python3.11, `libruby` for libruby-3.1.so.3.1. */
  readonly files: readonly string[];
  /** A text file, read from its start; else ELF, PE or Mach-O. */
  readonly isText?: boolean;
  /**
   * The version is their first group; the first that matches anywhere counts, the best first. On Latin-1 text, bounded:
   * no match is longer than `maxMatchBytes`.
   */
  readonly patterns: readonly RegExp[];
  /** What a program must have besides, anywhere: others have the file's name too. */
  readonly mark?: RegExp;
}

export const maxMatchBytes = 384;

/** `generic`: the program is named as people name it; most have no other registry. */
export function program(name: string, files: readonly string[], ...patterns: readonly RegExp[]): Classifier {
  return { type: 'generic', name, files, patterns };
}

export function textFile(name: string, file: string, pattern: RegExp): Classifier {
  return { type: 'generic', name, files: [file], isText: true, patterns: [pattern] };
}

/** A Go program, by its repository: `traefik/traefik`. Midnight Commander is an `mc` as well, but in C. */
export function goProgram(repository: string, ...files: readonly string[]): Classifier {
  const [namespace = '', name = ''] = repository.split('/');
  return { type: 'github', namespace, name, files, patterns: [moduleLine, stamp], mark: goMark };
}

/** One that has SQLite in it, in C, whose version stands between NULs as well: none of these is at 3 itself. */
export function goProgramWithSqlite(repository: string, ...files: readonly string[]): Classifier {
  return { ...goProgram(repository, ...files), patterns: [moduleLine, stampButSqlite] };
}

/** The section of build information, since Go 1.13; the build's id before. */
const goMark = /\xff Go build(?:inf:| ID: ")/;

/** One that has texts of other programs in it, and no stamp of its own. */
export function goModule(repository: string, ...files: readonly string[]): Classifier {
  return { ...goProgram(repository, ...files), patterns: [moduleLine] };
}

/** The main module's line of the build information; pseudo-versions are no releases. */
const moduleLine =
  /\nmod\t[\w.~/-]{1,200}\tv((?!0\.0\.0-)\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,60})?)(?:\+[\w.-]{1,40})?\t/;
/** Strings that the linker was told (-X) are the only ones that a Go program keeps between NULs. */
const stamp = /\0v?(\d{1,4}\.\d{1,4}\.\d{1,4}(?:[-+~][\w.+~-]{1,60})?)\0/;
const stampButSqlite = /\0v?((?!3\.)\d{1,4}\.\d{1,4}\.\d{1,4}(?:[-+~][\w.+~-]{1,60})?)\0/;
