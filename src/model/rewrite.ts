/** A rewrite: the Dockerfile that is proposed, what its image holds, and what nobody has shown yet. */
import type { Severity, SuggestionChange } from './finding.ts';

/** What the final stage of a rewrite makes, as planned. */
export interface FinalImage {
  /** What its FROM names: `gcr.io/distroless/static-debian13:nonroot`, `scratch`. */
  readonly base: string;
  /** The stage that most is copied from. */
  readonly builder: string;
  /** Absolute paths that are copied in, files and whole folders, as they lie in the final image; sorted. */
  readonly paths: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `uid:gid`, numbers. */
  readonly user: string;
  readonly workdir: string;
  /** True when the base that was asked for has a shell and a package manager. */
  readonly shell?: boolean;
  /** Lines that only the original prints, regular expressions of whole lines: npm's echo of the script it runs. */
  readonly leftOut?: readonly string[];
  /** Absent where no image could be looked at. */
  readonly predicted?: RewriteFootprint;
}

/** The sums that a rewrite is judged by. */
export interface RewriteFootprint {
  /** Bytes of tar, all layers. */
  readonly bytes: number;
  readonly packages: number;
  readonly shells: number;
  /** Files with the setuid or setgid bit. */
  readonly setuid: number;
  /** Vulnerabilities by severity. */
  readonly advisories: Readonly<Record<Severity, number>>;
}

export interface Rewrite {
  readonly schemaVersion: 1;
  /** As the user named it: a Dockerfile's path or an image. */
  readonly subject: string;
  /** What the builder stage is: the Dockerfile that was given, or the image itself as `FROM image AS source`. */
  readonly from: 'dockerfile' | 'image';
  /** `unchanged`: there is nothing left to take out. `partial`, `refused`: `reasons` say why it is not all, or nothing. */
  readonly outcome: 'rewritten' | 'partial' | 'unchanged' | 'refused';
  /** The suggester's id: `go-distroless`. */
  readonly suggester?: string;
  readonly title?: string;
  /** The Dockerfile that was given; absent for an image without one. */
  readonly original?: string;
  /** Complete; the original where nothing changes, absent where there is none. */
  readonly dockerfile?: string;
  readonly final?: FinalImage;
  /** Text of a .dockerignore, where the build copies its whole directory and has none. */
  readonly dockerignore?: string;
  /** Each change and its reason. */
  readonly changes: readonly SuggestionChange[];
  /** What was assumed and is not shown: a build and a run can. */
  readonly unproven: readonly string[];
  /** Why it, or a part of it, is not rewritten; options that would answer a question are named. */
  readonly reasons: readonly string[];
  /** Today's image; absent where only a Dockerfile was looked at. */
  readonly today?: RewriteFootprint;
}
