/** Finds an image by the name that an archive or a layout gives it: a whole reference, or a bare tag. */
import { ImgscanError } from '../errors.ts';
import type { Reference } from '../model/image.ts';
import { formatReference, parseReference } from '../oci/reference.ts';

/** The reference that a stored name spells out; undefined for a bare tag, which names no repository. */
export function storedReference(name: string): Reference | undefined {
  return /[/:@]/.test(name) ? tryReference(name) : undefined;
}

/**
 * The items that are called `wanted`: as written or as the same reference, `nginx` being
 * `docker.io/library/nginx:latest`; when there are none, those whose tag it is.
 */
export function pickByName<T>(
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
  wanted: string,
): readonly T[] {
  const full = normalize(wanted);
  const same = items.filter((item) =>
    namesOf(item).some((name) => name === wanted || normalize(name) === full),
  );
  if (same.length > 0) return same;
  return items.filter((item) => namesOf(item).some((name) => storedReference(name)?.tag === wanted));
}

/** One spelling for all names of the same image. */
export function normalize(name: string): string {
  const reference = tryReference(name);
  return reference === undefined ? name : formatReference(reference);
}

function tryReference(name: string): Reference | undefined {
  try {
    return parseReference(name);
  } catch (error) {
    // Builders write names here that are no references; then the text itself is the name.
    if (error instanceof ImgscanError) return undefined;
    throw error;
  }
}

/** What there is to choose from, for messages: at most twenty, in stored order. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing with a name';
  const more = names.length > 20 ? ` and ${names.length - 20} more` : '';
  return `${names.slice(0, 20).join(', ')}${more}`;
}
