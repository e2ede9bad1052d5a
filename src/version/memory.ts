/** A memory for what a scheme has read. */
import type { VersionScheme } from './scheme.ts';

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
