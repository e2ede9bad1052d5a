/** An image as a source hands it over: manifest and config are read, layers are opened on demand. */

/** A content digest, `algorithm:hex`; made by `parseDigest` in oci/digest.ts alone. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

/** A reference with Docker's defaults filled in: `nginx` is docker.io, library/nginx, latest. */
export interface Reference {
  /** Host with optional port, as written (`docker.io`, `localhost:5000`). */
  readonly registry: string;
  readonly repository: string;
  /** Absent when only a digest was given. */
  readonly tag?: string;
  readonly digest?: Digest;
  /** True when neither tag nor digest was written, so that `latest` was assumed. */
  readonly tagImplied: boolean;
}

/** Go's names, as in an OCI index: `linux`, `amd64`, `v8`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

/** One line of the image's build history, oldest first (OCI image-spec config.md, `history`). */
export interface HistoryEntry {
  readonly created?: string;
  readonly createdBy?: string;
  readonly author?: string;
  readonly comment?: string;
  /** True when this step added no layer. */
  readonly emptyLayer: boolean;
}

export interface Healthcheck {
  /** `['NONE']`, `['CMD', ...]` or `['CMD-SHELL', command]`. */
  readonly test: readonly string[];
}

/** The decoded image config; absent lists are empty. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  readonly created?: string;
  readonly author?: string;
  /** As written; `''` when absent. */
  readonly user: string;
  /** `KEY=value`. */
  readonly env: readonly string[];
  /** Absent is not the same as empty: an empty list clears the base's. */
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly workingDir: string;
  /** `80/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck?: Healthcheck;
  readonly stopSignal?: string;
  /** SHELL, which RUN, CMD and ENTRYPOINT in shell form went through. */
  readonly shell?: readonly string[];
  readonly onBuild: readonly string[];
  readonly history: readonly HistoryEntry[];
}

/** One layer, readable as often as needed; nothing is fetched before `open` is iterated. */
export interface Layer {
  /** Digest of the stored bytes; absent where the source does not keep one (rootfs, classic `docker save`). */
  readonly digest?: Digest;
  /** Digest of the uncompressed tar as the config says it; absent for a rootfs, which is known only once read. */
  readonly diffId?: Digest;
  readonly mediaType: string;
  /** Length of the stored bytes, compressed or not; absent when unknown before reading. */
  readonly compressedBytes?: number;
  /**
   * The stored bytes. The source checks `digest` and `compressedBytes` while they stream and throws
   * DIGEST_MISMATCH, LIMIT_EXCEEDED, NETWORK ... at the point of failure, at the latest after the last chunk.
   * A chunk is the reader's once yielded, to keep or to move to a thread.
   */
  readonly open: (signal?: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** A document that is kept beside an image and is about it. */
export interface AttachedDocument {
  readonly digest: Digest;
  readonly mediaType: string;
  /** The whole of it, checked against the digest; LIMIT_EXCEEDED when it is too long. */
  readonly read: (signal?: AbortSignal) => Promise<Uint8Array>;
}

export interface Attached {
  readonly documents: readonly AttachedDocument[];
  /** What could not be looked for, a sentence each. */
  readonly problems: readonly string[];
}

/** One image of one platform. */
export interface Image {
  /** What the user asked for, printable: `docker.io/library/nginx:latest`, `docker-archive:nginx.tar`. */
  readonly name: string;
  /** Absent for files and directories that carry no name. */
  readonly reference?: Reference;
  /** The manifest's digest; absent where the source has no manifest (classic `docker save`, rootfs). */
  readonly digest?: Digest;
  readonly mediaType?: string;
  readonly platform: Platform;
  readonly config: ImageConfig;
  /** Bottom layer first. */
  readonly layers: readonly Layer[];
  /** Looks for documents that may be its SBOMs or VEX; absent where the source keeps none. Rejects with ABORTED alone. */
  readonly findAttached?: (signal?: AbortSignal) => Promise<Attached>;
}
