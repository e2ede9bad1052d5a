/** A proof: what a build, a look inside and a run said of a rewrite. */

/** `unproved`: nothing speaks against it, but not everything could be tried; `reasons` say what and why. */
export type ProofVerdict = 'proved' | 'unproved' | 'failed';

export interface ProofCheck {
  readonly id:
    | 'paths-kept'
    | 'programs-resolve'
    | 'no-shell'
    | 'no-package-manager'
    | 'non-root'
    | 'entrypoint';
  readonly passed: boolean;
  /** One sentence: what was looked for and what was found. */
  readonly message: string;
  /** Absolute paths and library names that speak against it; at most a hundred. */
  readonly missing: readonly string[];
}

/** Sums of one image that was built and scanned. */
export interface ProofSums {
  /** Bytes of tar, all layers. */
  readonly bytes: number;
  readonly packages: number;
  readonly shells: number;
  /** Files with the setuid or setgid bit. */
  readonly setuid: number;
  readonly findings: number;
}

/** One start of an image. */
export interface ProofRun {
  /** Absent when it was ended: by the time limit, or after a probe. */
  readonly exitCode?: number;
  /** True when the time limit ended it. */
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** True when more was written than is kept. */
  readonly truncated: boolean;
  /** What the probe got: status and body. */
  readonly probe?: string;
}

/** One round: the rewrite with these paths added, and what stood against it. */
export interface ProofTry {
  /** Absolute paths, as `--keep` takes them. */
  readonly kept: readonly string[];
  readonly trouble: readonly string[];
}

export interface Proof {
  readonly verdict: ProofVerdict;
  /** Why it is not proved; empty when it is. */
  readonly reasons: readonly string[];
  /** `buildah 1.28.2`; absent when none was found. */
  readonly builder?: string;
  /** Of the last round. */
  readonly checks: readonly ProofCheck[];
  readonly before?: ProofSums;
  readonly after?: ProofSums;
  readonly runs?: { readonly before: ProofRun; readonly after?: ProofRun };
  /** Files that the last round lacked, as far as messages name them. */
  readonly missing: readonly string[];
  readonly tries: readonly ProofTry[];
  /** The Dockerfile of the last round, with what repairs added. */
  readonly dockerfile?: string;
}
