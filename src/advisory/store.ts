/** An advisory store in memory, indexed by ecosystem and package name. */
import type { Advisory, AdvisoryStore, FeedStatus } from '../model/advisory.ts';
import { compareText } from '../version/digits.ts';

export interface StoreOptions {
  /** As FeedStatus says. */
  readonly baseline: boolean;
}

/** `records` counts advisories by id, `ecosystems` by what they affect. */
export function createStore(advisories: Iterable<Advisory>, options: StoreOptions): AdvisoryStore {
  const byPackage = new Map<string, Advisory[]>();
  const idsByEcosystem = new Map<string, Set<string>>();
  const ids = new Set<string>();
  let newest: string | undefined;
  for (const advisory of advisories) {
    groupOf(byPackage, keyOf(advisory.ecosystem, advisory.name), () => []).push(advisory);
    groupOf(idsByEcosystem, advisory.ecosystem, () => new Set()).add(advisory.id);
    ids.add(advisory.id);
    if (newest === undefined || advisory.modified > newest) newest = advisory.modified;
  }
  for (const group of byPackage.values()) group.sort((a, b) => compareText(a.id, b.id));
  const counts = [...idsByEcosystem].map(([name, group]): [string, number] => [name, group.size]);
  const status: FeedStatus = {
    records: ids.size,
    ...(newest === undefined ? {} : { newest }),
    ecosystems: Object.fromEntries(counts.sort(([a], [b]) => compareText(a, b))),
    baseline: options.baseline,
  };
  return {
    lookup: (ecosystem, name) => byPackage.get(keyOf(ecosystem, name)) ?? [],
    status: () => status,
  };
}

function keyOf(ecosystem: string, name: string): string {
  return `${ecosystem}\0${name}`;
}

function groupOf<V>(groups: Map<string, V>, key: string, create: () => V): V {
  const existing = groups.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  groups.set(key, created);
  return created;
}
