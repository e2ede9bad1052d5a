/** A base's size when the catalog has a sister of it: another release, or the same under another tag. */
import type { CatalogBase } from '../model/catalog.ts';
import { catalogBase } from './facts.ts';

export interface SimilarBase {
  readonly base: CatalogBase;
  /** False for a sister: its sizes are near at best. */
  readonly isExact: boolean;
}

/** Code names of Debian releases, which `debian` itself is tagged with too. */
const releases: Readonly<Record<string, string>> = {
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
};
const variantWords = /(?:^|-)(?:alpine|slim|jdk|jre|fpm|minimal|micro|nonroot|apache)/g;

/** The row of a name, else of the same repository and variant with the nearest version; undefined when there is none. */
export function similarBase(bases: readonly CatalogBase[], name: string): SimilarBase | undefined {
  const exact = catalogBase(bases, name);
  if (exact !== undefined) return { base: exact, isExact: true };
  const wanted = split(name);
  let best: { readonly base: CatalogBase; readonly score: number } | undefined;
  for (const base of bases) {
    const other = split(base.name);
    if (other.repository !== wanted.repository || other.variant !== wanted.variant) continue;
    const score = commonLength(other.version, wanted.version);
    // Of equal ones, the last is the newest: the catalog is in order.
    if (best === undefined || score >= best.score) best = { base, score };
  }
  return best === undefined ? undefined : { base: best.base, isExact: false };
}

function split(name: string): {
  readonly repository: string;
  readonly version: string;
  readonly variant: string;
} {
  const short = name
    .replace(/@.*$/, '')
    .replace(/^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, '')
    .toLowerCase();
  const colon = short.lastIndexOf(':');
  const hasTag = colon > short.lastIndexOf('/');
  const repository = hasTag ? short.slice(0, colon) : short;
  const tag = hasTag ? short.slice(colon + 1) : 'latest';
  const [first = ''] = tag.split('-');
  const variant = (tag.match(variantWords) ?? [])
    .map((word) => word.replace('-', ''))
    .sort()
    .join('-');
  const version = repository === 'debian' ? (releases[first] ?? first) : first;
  return { repository, version: version.replace(/^v/, ''), variant };
}

/** How many numbers of two versions are the same, from the first one on. */
function commonLength(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs < 0 ? left.length : differs;
}
