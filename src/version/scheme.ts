/** The contract of a version scheme: how versions of one ecosystem are read and ordered. */

export interface VersionScheme<V> {
  /** Short and stable: `deb`, `pep440`. */
  readonly id: string;
  /** URL of the text or program that governs the order. */
  readonly spec: string;
  /** Undefined when the text is no version of this scheme: an unreadable version is never compared. */
  parse(text: string): V | undefined;
  /** Negative, zero or positive; a total order over everything that `parse` returns. */
  compare(a: V, b: V): number;
}
