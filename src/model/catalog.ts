/** The facts of advisories/catalog/: bases and their sizes, end-of-life dates. Read once, passed to rules. */

/** A published base image and what is known of it. */
export interface CatalogBase {
  /** `debian:12-slim`, `gcr.io/distroless/static-debian12:nonroot`. */
  readonly name: string;
  /** Bases of one family can stand in for each other: `debian`, `alpine`, `node`, `python`. */
  readonly family: string;
  /** os-release ID and VERSION_ID that it carries, where it has them. */
  readonly osId?: string;
  readonly osVersionId?: string;
  /** Language runtime it carries: `node`, `python`, `java`, `go`; absent for a plain OS. */
  readonly runtime?: string;
  readonly variant: 'full' | 'slim' | 'alpine' | 'distroless' | 'scratch';
  readonly libc: 'glibc' | 'musl' | 'none';
  readonly shell: boolean;
  readonly packageManager: boolean;
  /** Usual sizes on amd64, bytes; published sizes move by a few per cent from build to build. */
  readonly compressedBytes: number;
  readonly tarBytes: number;
  readonly source: string;
}

/** When a distribution release stops getting free security updates. */
export interface CatalogEndOfLife {
  /** os-release ID. */
  readonly osId: string;
  /** os-release VERSION_ID; for Alpine major.minor. */
  readonly versionId: string;
  /** ISO date of the last day of free security support (LTS included where it is free). */
  readonly eol: string;
  readonly source: string;
}

export interface Catalog {
  readonly bases: readonly CatalogBase[];
  readonly endOfLife: readonly CatalogEndOfLife[];
}
