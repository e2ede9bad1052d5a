/** The contract of a source: where images come from. */
import type { Image, Platform } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';

export interface SourceOptions {
  /** Which images of an index: one platform, or every one that runs (attestations are passed over). */
  readonly platform: Platform | 'all';
  readonly signal?: AbortSignal;
  /** A directory the source may spool an archive to (a stream cannot be read twice); never anything else. */
  readonly spoolDirectory: string;
  /** Read when the target's path is `-`, once. */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/** One or more images and what is held open for their layers. */
export interface OpenedImages {
  /** At least one; in the index's order. */
  readonly images: readonly Image[];
  /** A directory's are complete only once its layer has been read. */
  readonly warnings: readonly Warning[];
  /** Ends connections, deletes spooled files. Safe to call twice. */
  close(): Promise<void>;
}

export interface Source {
  /** skopeo's transport name: `oci-layout`, `docker-archive`. */
  readonly scheme: string;
  /** `target` is what follows `scheme:`. */
  open(target: string, options: SourceOptions): Promise<OpenedImages>;
}
