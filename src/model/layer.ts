/** What one layer says, as plain data: cached by diffID and by the versions of what read it. */
import type { Digest } from './image.ts';
import type { Ownership, PackageLicenses, PackageRecord } from './package.ts';

export type EntryType = 'file' | 'hardlink' | 'symlink' | 'dir' | 'char' | 'block' | 'fifo';

/** One tar entry that makes a path; whiteouts are kept apart. */
export interface Entry {
  /** Clean and relative: no leading slash, no `.`, no `..`, no trailing slash; the root itself is `''`. */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid, setgid and sticky: 12 bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Length of the content as a program reads it; 0 for what has none (links, directories, devices). */
  readonly fileBytes: number;
  /** What the entry takes in the tar: all its header blocks, content and padding. */
  readonly tarBytes: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Symlink: the target as written. Hard link: the clean path of the entry it links to. */
  readonly link?: string;
  /** Lower-case hex of the content, regular files with content only. */
  readonly sha256?: string;
  /** File capabilities, `security.capability` as hex. https://man7.org/linux/man-pages/man7/capabilities.7.html */
  readonly capability?: string;
}

/** The bytes of a layer's marker that deletes: a whiteout or an opaque directory. */
export interface Whiteout {
  /** The path that is deleted, or the directory that hides all below it. */
  readonly path: string;
  readonly opaque: boolean;
  readonly tarBytes: number;
}

/** What a cataloger read from one file. */
export interface PackageFile {
  readonly path: string;
  readonly packages: readonly PackageRecord[];
  readonly owns: readonly Ownership[];
  /** Licences of packages whose record cannot carry them; absent where the file says none. */
  readonly licenses?: readonly PackageLicenses[];
}

/** A file that the system or a script interpreter can run. */
export interface ExecutableEvidence {
  readonly kind: 'executable';
  readonly path: string;
  readonly format: 'elf' | 'script' | 'pe' | 'macho';
  /** ELF: the dynamic loader (absent when static); script: the program after `#!`. */
  readonly interpreter?: string;
  /** Script: the words after the interpreter (`env` and its argument are resolved: `python3`). */
  readonly interpreterArguments?: readonly string[];
  /** ELF: DT_NEEDED in order; absent where it could not be read, as of some libraries with many names. */
  readonly needed?: readonly string[];
  /** ELF: directories that are searched first, DT_RUNPATH or DT_RPATH as written: `$ORIGIN/../lib`. */
  readonly searchPaths?: readonly string[];
  /** ELF: of the functions by which files are opened that no header names, those among its symbols, sorted. */
  readonly opensBy?: readonly string[];
  /** ELF: Go's name of the machine, `amd64`. */
  readonly machine?: string;
  /** ELF: it holds Go build information. */
  readonly go?: boolean;
}

/** A known program recognised by what is in the file, not by its name. */
export interface SignatureEvidence {
  readonly kind: 'signature';
  readonly path: string;
  /** `bash`, `dash`, `busybox` ... */
  readonly program: string;
  readonly version?: string;
  /** Byte offset of the match. */
  readonly offset: number;
  /** Multi-call binaries: the commands that it answers to, where the file lists them; sorted. */
  readonly applets?: readonly string[];
}

/** A secret in a file; the value itself is never kept. */
export interface SecretEvidence {
  readonly kind: 'secret';
  readonly path: string;
  /** Id of the secret's pattern, `private-key`, `aws-access-key`. */
  readonly pattern: string;
  readonly title: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  /** 1-based line in the file. */
  readonly line: number;
  /** Byte offset in the file. */
  readonly offset: number;
  /** The line's shape with the value masked, at most 120 characters. */
  readonly excerpt: string;
  /** First 16 hex digits of the value's SHA-256: tells equal secrets apart without keeping them. */
  readonly fingerprint: string;
}

/** One line of passwd(5), with what shadow(5) says added by the footprint. */
export interface AccountEvidence {
  readonly kind: 'account';
  readonly path: string;
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** The password field: `x` means shadow; empty means none is asked for. */
  readonly password: 'shadow' | 'empty' | 'locked' | 'set';
}

/** One line of group(5). */
export interface GroupEvidence {
  readonly kind: 'group';
  readonly path: string;
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** One line of shadow(5): whether there is a password, never its hash. */
export interface PasswordEvidence {
  readonly kind: 'password';
  readonly path: string;
  readonly name: string;
  readonly password: 'empty' | 'locked' | 'set';
}

/** os-release(5), decoded. */
export interface OsReleaseEvidence {
  readonly kind: 'os-release';
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The text of a small file that a whole-image question needs: sudoers, sshd_config, an entrypoint script. */
export interface TextEvidence {
  readonly kind: 'text';
  readonly path: string;
  readonly text: string;
}

/** What a detector read from a file's content. `path` is the file's. */
export type Evidence =
  | ExecutableEvidence
  | SignatureEvidence
  | SecretEvidence
  | AccountEvidence
  | GroupEvidence
  | PasswordEvidence
  | OsReleaseEvidence
  | TextEvidence;

/** Recoverable trouble: the rest of the report stands. */
export interface Warning {
  readonly code:
    | 'FILE_UNREADABLE'
    | 'FILE_TOO_LARGE'
    | 'ENTRY_INVALID'
    | 'LAYER_UNREADABLE'
    | 'PACKAGE_INVALID'
    | 'ADVISORY_INVALID'
    | 'FEED_UNAVAILABLE'
    | 'VERSION_INVALID'
    | 'HISTORY_MISMATCH'
    | 'CACHE_UNUSABLE'
    | 'RULE_FAILED'
    | 'RULE_UNKNOWN'
    | 'BASE_UNKNOWN'
    | 'CREDENTIALS_UNUSABLE'
    | 'PLATFORM_MISMATCH'
    | 'MIRROR_UNUSABLE'
    | 'MANIFEST_SKIPPED'
    | 'EXCEPTION_EXPIRED'
    | 'EXCEPTION_UNUSED'
    | 'VEX_INVALID'
    | 'SBOM_UNREADABLE';
  readonly message: string;
  readonly path?: string;
  /** Index into the image's layers; filled in by the scan. */
  readonly layer?: number;
}

/** One layer, read once. Plain JSON: it survives a round trip through the cache unchanged. */
export interface LayerFacts {
  /** Digest of the bytes that were read, verified against the config's where it has one. */
  readonly diffId: Digest;
  /** Length of the whole uncompressed tar, trailer and padding included. */
  readonly tarBytes: number;
  /** In tar order; a path may come twice, the later one counts. */
  readonly entries: readonly Entry[];
  readonly whiteouts: readonly Whiteout[];
  readonly packageFiles: readonly PackageFile[];
  readonly evidence: readonly Evidence[];
  readonly warnings: readonly Warning[];
}
