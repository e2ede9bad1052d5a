/** What can be known beside the Dockerfile: the bases that registries describe, the build context on disk. */
import type { CatalogBase } from '../model/catalog.ts';
import type { Severity } from '../model/finding.ts';
import type { Digest, ImageConfig } from '../model/image.ts';
import type { CoverageReason, FeedCoverage } from '../model/report.ts';

/** The image that a FROM names, as its registry describes it now: no layer is read. */
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
  /** As the Dockerfile named it when it was looked up: another name later is another image. */
  readonly writtenAs?: string;
  /** Absent where nothing tells which packages it has. */
  readonly advisories?: BaseAdvisories;
}

/** A vulnerability of a base that newer versions of its packages end. */
export interface BaseVulnerability {
  readonly id: string;
  readonly severity: Severity;
  /** Names, `libc-bin, libc6`; versions are those of the first. */
  readonly package: string;
  readonly version: string;
  readonly fixedVersion: string;
  readonly knownExploited: boolean;
}

/** What advisories say of the packages in a base. */
export interface BaseAdvisories {
  /** What tells the packages: a `scan` of the same layers on this machine, or an `sbom` beside the image. */
  readonly knownFrom: 'scan' | 'sbom';
  readonly packageCount: number;
  /** os-release ID and VERSION_ID, where they are known. */
  readonly osId?: string;
  readonly osVersionId?: string;
  /** Worst first, each once. */
  readonly fixable: readonly BaseVulnerability[];
  /** Vulnerabilities without a fixed version. */
  readonly unfixedCount: number;
  /** The newest release of the same image that the catalog has. */
  readonly newer?: string;
  /** What can stand in for it and has fewer of them. */
  readonly better?: { readonly name: string; readonly digest: Digest; readonly fixableCount: number };
  /** Why advisories may not say all there is. */
  readonly reasons: readonly CoverageReason[];
  readonly feed: FeedCoverage;
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
