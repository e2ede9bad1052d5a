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

/** The same scheme that reads each text once: advisories of one package name the same versions again and again. */
export function remembering<V>(scheme: VersionScheme<V>): VersionScheme<V> {
  const read = new Map<string, V | undefined>();
  return {
    ...scheme,
    parse(text) {
      const known = read.get(text);
      if (known !== undefined || read.has(text)) return known;
      const version = scheme.parse(text);
      read.set(text, version);
      return version;
    },
  };
}
