/** The contract of a suggester: from evidence to a complete proposal, pure. */
import type { Catalog } from '../model/catalog.ts';
import type { Finding, Suggestion } from '../model/finding.ts';
import type { Footprint } from '../model/footprint.ts';
import type { ImageConfig, Platform } from '../model/image.ts';
import type { Subject } from './subject.ts';
import type { Trace } from './trace.ts';

export interface SuggestInput {
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly footprint: Footprint;
  readonly findings: readonly Finding[];
  readonly catalog: Catalog;
  /** The Dockerfile the image was built from, when the user gave it; else it is reconstructed from history. */
  readonly dockerfile?: string;
  /** The image as FROM names it: without a Dockerfile the builder stage is the image itself. */
  readonly source?: string;
  readonly wishes?: Wishes;
  /** What the input itself rests on where there was no image to look at, whole sentences. */
  readonly unproven?: readonly string[];
}

/** What the user answers where the evidence leaves a question. */
export interface Wishes {
  /** Absolute paths to take along. */
  readonly keep: readonly string[];
  readonly user?: NumericUser;
  /** False: RUN gets no cache mounts. */
  readonly mounts?: boolean;
  /** True: ARGs that are called like secrets become secret mounts. */
  readonly secretMounts?: boolean;
  /** True: each change and its reason stands above the final stage. */
  readonly comments?: boolean;
  /** What a running container was seen to do. */
  readonly trace?: Trace;
  /**
   * Bases in order of preference: a family (`chainguard`), a target's id (`static`), or an image that stands in for
   * the chosen target.
   */
  readonly runtimes?: readonly string[];
}

export interface NumericUser {
  readonly uid: number;
  readonly gid: number;
}

/** Proposes for the images that it knows how to rewrite, and says nothing of the others. */
export interface Suggester {
  /** Kebab-case and stable: `go-static`. */
  readonly id: string;
  suggest(subject: Subject): Iterable<Suggestion>;
}
