/** A VEX statement, whatever the format it was written in. https://www.cisa.gov/sites/default/files/2023-04/minimum-requirements-for-vex-508c.pdf */
import type { VexVerdict } from '../../model/exception.ts';
import type { Platform } from './platform.ts';

/** Something that can be told by any of several names; none of them: it cannot be recognised. */
export interface VexComponent {
  readonly purls: readonly string[];
  /** Digests of an image: `sha256:…`. */
  readonly digests: readonly string[];
}

export interface VexProduct extends VexComponent {
  /** Releases of distributions that it is; only ever with parts, which are packages of theirs. */
  readonly platforms?: readonly Platform[];
  /** What of it the statement is about; empty: all of it. */
  readonly parts: readonly VexComponent[];
}

export interface VexStatement {
  /** All names of the vulnerability. */
  readonly names: readonly string[];
  readonly products: readonly VexProduct[];
  readonly verdict: VexVerdict;
  /** Milliseconds since 1970; 0 where none is said. A later statement overrides an earlier one. */
  readonly time: number;
}

export interface VexDocument {
  /** The file, or the digest of what is attached to the image. */
  readonly name: string;
  readonly statements: readonly VexStatement[];
  /** What could not be used, a sentence each. */
  readonly problems: readonly string[];
}

/** The first of the dates that can be read. */
export function timeOf(...dates: readonly (string | undefined)[]): number {
  return dates.map((date) => Date.parse(date ?? '')).find((time) => !Number.isNaN(time)) ?? 0;
}

export function isRecognisable({ purls, digests }: VexComponent): boolean {
  return purls.length > 0 || digests.length > 0;
}
