/** Groups items that share a name, directly or through others: a union-find over names; and the names of an advisory. */
import type { Advisory } from '../model/advisory.ts';
import { schemeOf } from '../version/list.ts';

const systemSchemes: ReadonlySet<string | undefined> = new Set(['alpm', 'apk', 'deb', 'rpm']);

/**
 * Its id and aliases. Some distributions name the CVEs of an advisory as related ones alone; an advisory of a language
 * means with them what is alike, not the same.
 */
export function namesOf({ id, aliases, related = [], ecosystem }: Advisory): readonly string[] {
  if (related.length === 0 || aliases.some(isCve)) return [id, ...aliases];
  const isDistribution = systemSchemes.has(schemeOf(ecosystem)?.id);
  return [id, ...aliases, ...(isDistribution ? related.filter(isCve) : [])];
}

/** The CVEs that an advisory is about, or its own id where it names none. */
export function troublesOf(advisory: Advisory): readonly string[] {
  const cves = namesOf(advisory).filter(isCve);
  return cves.length > 0 ? cves : [advisory.id];
}

function isCve(name: string): boolean {
  return name.startsWith('CVE-');
}

/** Groups in the order of their first item, items in their given order. An item without names is a group of its own. */
export function groupByNames<T>(
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
): readonly (readonly T[])[] {
  const parents = items.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root])
      root = parent;
    parents[index] = root;
    return root;
  };
  const firstWithName = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    for (const name of namesOf(item)) {
      const first = firstWithName.get(name);
      if (first === undefined) firstWithName.set(name, index);
      else join(parents, rootOf(first), rootOf(index));
    }
  }
  const groups = new Map<number, T[]>();
  for (const [index, item] of items.entries()) {
    const root = rootOf(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The earlier root stays one, so that groups keep the order of their first items. */
function join(parents: number[], a: number, b: number): void {
  parents[Math.max(a, b)] = Math.min(a, b);
}
