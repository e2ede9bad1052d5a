/** The text after a file's scheme: a path, and which of the images there. Spelled as skopeo does, `PATH[:TAG|:@INDEX|@DIGEST]`. */
import { stat } from 'node:fs/promises';
import { ImgscanError } from '../errors.ts';

/** Which image of several; `tag` is a tag or a whole reference as the archive spells it. */
export type Selector =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'digest'; readonly digest: string };

export interface Target {
  /** A path, or `-` for standard input. */
  readonly path: string;
  readonly selector?: Selector;
}

/** How the user would write the selector: `:latest`, `:@0`, `@sha256:...`. */
export function formatSelector(selector: Selector): string {
  if (selector.kind === 'tag') return `:${selector.tag}`;
  return selector.kind === 'index' ? `:@${selector.index}` : `@${selector.digest}`;
}

/**
 * Splits a target where a path that exists ends, the longest first, since paths may hold colons; when none exists
 * at the first colon. Throws USAGE for an empty path.
 */
export async function parseTarget(text: string): Promise<Target> {
  for (const cut of cuts(text)) {
    const path = text.slice(0, cut);
    const selector = parseSelector(text.slice(cut));
    if (selector === undefined || path === '') continue;
    if (path !== '-' && !(await exists(path))) continue;
    return selector === 'none' ? { path } : { path, selector };
  }
  const cut = text.search(/:|@sha(256|512):/);
  const path = cut < 0 ? text : text.slice(0, cut);
  if (path === '') {
    throw new ImgscanError('USAGE', `${JSON.stringify(text)}: expected a path`, {
      hint: 'name a file or a directory after the scheme, as in docker-archive:image.tar',
    });
  }
  return { path };
}

/** Places where a path may end, longest first; a path of many colons is tried at its first and last eight. */
function cuts(text: string): readonly number[] {
  const found = [...text.matchAll(/[:@]/g)].map((match) => match.index);
  const few = found.length <= 16 ? found : [...found.slice(0, 8), ...found.slice(-8)];
  return [text.length, ...few.reverse()];
}

function parseSelector(text: string): Selector | 'none' | undefined {
  if (text === '' || text === ':') return 'none';
  const digest = /^:?@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.exec(text)?.[1];
  if (digest !== undefined) return { kind: 'digest', digest };
  const index = /^:?@([0-9]{1,6})$/.exec(text)?.[1];
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  return text.startsWith(':') && !text.startsWith(':@') ? { kind: 'tag', tag: text.slice(1) } : undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
