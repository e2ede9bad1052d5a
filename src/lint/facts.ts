/** What can be known beside the Dockerfile: the bases that registries describe, the build context on disk. */
import type { CatalogBase } from '../model/catalog.ts';
import type { Digest, ImageConfig } from '../model/image.ts';

/** The image that a FROM names, as its registry describes it now: manifest and config, no layer. */
export interface BaseFacts {
  /** `docker.io/library/debian:12-slim`. */
  readonly reference: string;
  /** Of the index where there is one, else of the manifest: what a reference should be pinned to. */
  readonly digest: Digest;
  /** `linux/amd64`. */
  readonly platform: string;
  readonly config: ImageConfig;
  readonly layerCount: number;
  /** Sum of the layers as stored. */
  readonly compressedBytes: number;
}

export interface ContextFile {
  /** Relative to the context, `/` between names, no leading `./`. */
  readonly path: string;
  readonly bytes: number;
}

/** The files that the builder would get. */
export interface ContextFacts {
  /** Not kept out by .dockerignore; sorted by path. */
  readonly files: readonly ContextFile[];
  readonly totalBytes: number;
  /** False when there was more than the walk looks at. */
  readonly isComplete: boolean;
  /** Absent when there is none. */
  readonly dockerignore?: {
    /** As the user would name it: `.dockerignore`, `Dockerfile.dockerignore`. */
    readonly path: string;
    readonly patterns: readonly string[];
  };
}

/** The catalog's row of a base by its short name: `debian:12-slim` also where the registry is written out. */
export function catalogBase(bases: readonly CatalogBase[], name: string): CatalogBase | undefined {
  const short = name
    .replace(/@sha256:[0-9a-f]*$/, '')
    .replace(/^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, '');
  const tagged = /:[^/]*$/.test(short) ? short : `${short}:latest`;
  return bases.find((base) => base.name === short || base.name === tagged);
}
