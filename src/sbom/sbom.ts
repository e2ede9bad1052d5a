/** What an SBOM of any format comes to: the packages it lists and the distribution they are of. */
import type { OperatingSystem } from '../model/footprint.ts';
import type { PackageRecord } from '../model/package.ts';

export interface SbomPackage {
  readonly record: PackageRecord;
  /** As the document writes it. */
  readonly purl: string;
  /** The file in the image that the document names, without leading slash. */
  readonly path?: string;
}

export interface Sbom {
  /** `CycloneDX 1.6`, `SPDX-2.3`, `syft`. */
  readonly format: string;
  /** What it is of, as the document says it. */
  readonly subject?: string;
  readonly os?: OperatingSystem;
  /** In the document's order. */
  readonly packages: readonly SbomPackage[];
  /** What it lists and could not be told, summed up: one sentence a kind. */
  readonly problems: readonly string[];
}

/** What a reader of one format takes from one listed component. */
export interface Listed {
  readonly name: string;
  readonly purl?: string | undefined;
  readonly licenses: readonly string[];
  readonly source?: { readonly name: string; readonly version?: string | undefined } | undefined;
  readonly path?: string | undefined;
}
