/** A memory for what a scheme has read. */
import type { VersionScheme } from './scheme.ts';

/** Forgets all when it is full: a feed may name millions. */
const maxRemembered = 50_000;

/** The same scheme that reads each text once: advisories of one package name the same versions again and again. */
export function remembering<V>(scheme: VersionScheme<V>): VersionScheme<V> {
  const read = new Map<string, V | undefined>();
  return {
    ...scheme,
    parse(text) {
      const known = read.get(text);
      if (known !== undefined || read.has(text)) return known;
      const version = scheme.parse(text);
      if (read.size >= maxRemembered) read.clear();
      read.set(text, version);
      return version;
    },
  };
}
