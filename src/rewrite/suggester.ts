/** The contract of a suggester: from evidence to a complete proposal, pure. */
import type { Catalog } from '../model/catalog.ts';
import type { Finding, Suggestion } from '../model/finding.ts';
import type { Footprint } from '../model/footprint.ts';
import type { ImageConfig, Platform } from '../model/image.ts';
import type { Subject } from './subject.ts';

export interface SuggestInput {
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly footprint: Footprint;
  readonly findings: readonly Finding[];
  readonly catalog: Catalog;
  /** The Dockerfile the image was built from, when the user gave it; else it is reconstructed from history. */
  readonly dockerfile?: string;
}

/** Proposes for the images that it knows how to rewrite, and says nothing of the others. */
export interface Suggester {
  /** Kebab-case and stable: `go-static`. */
  readonly id: string;
  suggest(subject: Subject): Iterable<Suggestion>;
}
