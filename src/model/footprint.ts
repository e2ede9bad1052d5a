/** The image as a whole: the fold of its layers' facts, and the answers that need all of them. */
import type { Digest } from './image.ts';
import type { Entry, Evidence } from './layer.ts';
import type { Package, SuppressedPackage } from './package.ts';

/** One step of the build history, cleaned of builder noise. */
export interface Instruction {
  /** 0-based place in the history, oldest first. */
  readonly index: number;
  /** Dockerfile keyword in upper case: RUN, COPY, FROM for a base's root filesystem; `UNKNOWN` else. */
  readonly keyword: string;
  /** The instruction as a Dockerfile would say it: `RUN apt-get update`. */
  readonly text: string;
  /** Index of the layer it made; absent when it made none. */
  readonly layer?: number;
  readonly created?: string;
  readonly inBase: boolean;
}

/** A live path: its entry, and where it came from. */
export interface LiveFile {
  readonly entry: Entry;
  readonly layer: number;
  /**
   * Hard links only: the entry that holds the content; absent when dangling. Its path is live: where the content's
   * own name was hidden by a later layer, it is the first link's.
   */
  readonly content?: Entry;
  /** Whose its bytes are, as the bill counts them; `name` is the package's where one owns it. */
  readonly owner?: { readonly kind: OwnerKind; readonly name?: string };
}

/** Why bytes are shipped but not visible in the end. */
export type WasteReason =
  /** A later layer deleted the path. */
  | 'deleted'
  /** A later layer shipped other content at the path. */
  | 'replaced'
  /** A later layer shipped the same content again with another mode, owner or time: chown, chmod, touch. */
  | 'metadata-only'
  /** The same layer has the path twice. */
  | 'repeated'
  /** The marker of a deletion itself. */
  | 'whiteout';

/** Bytes that are in a layer but not in the final file system. */
export interface WastedFile {
  readonly path: string;
  readonly layer: number;
  readonly tarBytes: number;
  readonly fileBytes: number;
  readonly reason: WasteReason;
  /** The layer that hid it. */
  readonly hiddenBy: number;
}

/** Whose a byte is. Every byte of every layer has exactly one. */
export type OwnerKind =
  | 'base'
  | 'os-package'
  | 'language-package'
  | 'package-cache'
  | 'application'
  | 'orphan';

/** A line of the bill: bytes by layer, owner and the owner's name. The bill's sums are the footprint's. */
export interface BillRow {
  readonly owner: OwnerKind;
  /** The package's name where the owner is one, or the base's package inside a base layer. */
  readonly name?: string;
  readonly layer: number;
  readonly instruction?: number;
  readonly files: number;
  readonly liveBytes: number;
  readonly wastedBytes: number;
}

export interface LayerFootprint {
  readonly index: number;
  readonly digest?: Digest;
  readonly diffId: Digest;
  readonly compressedBytes?: number;
  readonly tarBytes: number;
  readonly liveBytes: number;
  readonly wastedBytes: number;
  readonly createdBy?: string;
  /** Index of the instruction that made it. */
  readonly instruction?: number;
  readonly inBase: boolean;
  /** False when it could not be read to its end: what is said of it is a lower bound. */
  readonly complete: boolean;
}

/** Several live paths with the same content, not hard-linked to each other. */
export interface DuplicateSet {
  readonly sha256: string;
  readonly fileBytes: number;
  readonly paths: readonly string[];
  /** What keeping one of them would save: (paths - 1) * fileBytes. */
  readonly wastedBytes: number;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  readonly password: 'empty' | 'locked' | 'set';
}

export interface Users {
  readonly accounts: readonly Account[];
  readonly groups: readonly {
    readonly name: string;
    readonly gid: number;
    readonly members: readonly string[];
  }[];
  /** Who the container runs as: config's `user` resolved through the image's own passwd and group. */
  readonly runsAs: {
    /** `''` when none is configured. */
    readonly configured: string;
    /** Absent when a name is not in passwd. */
    readonly uid?: number;
    readonly gid?: number;
    readonly name?: string;
    readonly isRoot: boolean;
    /** The instruction that set it last, where history tells. */
    readonly instruction?: number;
  };
}

export interface Entrypoint {
  /** ENTRYPOINT then CMD as the runtime would run them. */
  readonly argv: readonly string[];
  /** True when it runs through a shell (`/bin/sh -c`). */
  readonly shellForm: boolean;
  /** The program it ends up in, as far as PATH, symlinks and `exec` tell: a live path. */
  readonly program?: string;
  /** The script it passes through first, a live path: `docker-entrypoint.sh`. */
  readonly script?: string;
  /** Why `program` is not known. */
  readonly unresolved?: string;
}

export interface OperatingSystem {
  /** os-release ID: `debian`. */
  readonly id: string;
  readonly versionId?: string;
  readonly codename?: string;
  readonly prettyName?: string;
  readonly idLike: readonly string[];
}

/** What the image was built on. */
export interface Base {
  /** The bottom layers that are the base's, a count; 0 when built from scratch. */
  readonly layers: number;
  /** Its name where it is known: `debian:12`, from labels, the catalog or os-release. */
  readonly name?: string;
  readonly digest?: Digest;
  /** How it was recognised. */
  readonly evidence: 'label' | 'history' | 'os-release' | 'none';
  readonly tarBytes: number;
  /** Compressed length of the base's layers as far as known. */
  readonly compressedBytes?: number;
}

/** Evidence with its layer, and whether the file it was found in is still visible in the end. */
export type LocatedEvidence<E extends Evidence = Evidence> = E & {
  readonly layer: number;
  readonly live: boolean;
};

/** `squash(LayerFacts[])`: a pure function of the config and the layers' facts. */
export interface Footprint {
  /** Sum of the layers' tarBytes; liveBytes + wastedBytes, always. */
  readonly totalBytes: number;
  readonly liveBytes: number;
  readonly wastedBytes: number;
  /** liveBytes / totalBytes; 1 for an image without bytes. */
  readonly efficiency: number;
  /** Sum over the layers; absent when one is not known. */
  readonly compressedBytes?: number;
  readonly layers: readonly LayerFootprint[];
  readonly instructions: readonly Instruction[];
  /** The final file system, keyed by clean path, sorted by path. */
  readonly files: ReadonlyMap<string, LiveFile>;
  /** Largest first. */
  readonly wasted: readonly WastedFile[];
  /** Largest saving first. */
  readonly duplicates: readonly DuplicateSet[];
  /** Largest first. */
  readonly bill: readonly BillRow[];
  /** Sorted by type, name, version, path. */
  readonly packages: readonly Package[];
  /** Rows that `packages` would hold twice, in the same order. */
  readonly suppressed?: readonly SuppressedPackage[];
  readonly evidence: readonly LocatedEvidence[];
  readonly users: Users;
  readonly entrypoint: Entrypoint;
  readonly os?: OperatingSystem;
  readonly base: Base;
}
