/** What names one Dockerfile to review, and how it would be built. */

export interface BuildTarget {
  /** As people should read it: the path they gave, or the compose file it stands in. */
  readonly file: string;
  /** Path to read; absent for a text that came along. */
  readonly path?: string;
  readonly text?: string;
  /** The file that the text stands in, where it is part of one. */
  readonly within?: string;
  /** Folder of the build context; absent when there is none, or none on this machine. */
  readonly context?: string;
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly targetName?: string;
}

/** What reading a file that names Dockerfiles gave. */
export interface BuildTargets {
  readonly targets: readonly BuildTarget[];
  /** What in it could not be followed, each naming the file. */
  readonly problems: readonly string[];
}

/** A block of whole lines in such a file, and the text that they mean. */
export interface InlineBlock {
  /** Where its first line begins, and where the last one ends. */
  readonly start: number;
  readonly end: number;
  /** As the file's format reads it, without variables filled in. */
  readonly value: string;
}
