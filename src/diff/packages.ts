/** Packages that came, went or changed their version. */
import type { Package, PackageType } from '../model/package.ts';

export interface PackageChange {
  readonly type: PackageType;
  /** With its namespace: `@angular/cli`. */
  readonly name: string;
  /** Each once, sorted; several where an image has copies. Empty on the side that has none. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface PackagesDiff {
  /** By type, then by name. */
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly changed: readonly PackageChange[];
  /** Packages that are in both with the same versions. */
  readonly unchanged: number;
}

export function diffPackages(before: readonly Package[], after: readonly Package[]): PackagesDiff {
  const found = new Map<string, { readonly pkg: Package; before: Set<string>; after: Set<string> }>();
  for (const [side, packages] of [['before', before] as const, ['after', after] as const]) {
    for (const pkg of packages) {
      const key = `${pkg.type}:${nameOf(pkg)}`;
      let versions = found.get(key);
      if (versions === undefined) {
        versions = { pkg, before: new Set(), after: new Set() };
        found.set(key, versions);
      }
      versions[side].add(pkg.version);
    }
  }
  const all = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { pkg, before: old, after: young }]): PackageChange => {
      return { type: pkg.type, name: nameOf(pkg), before: [...old].sort(), after: [...young].sort() };
    });
  const inBoth = all.filter((one) => one.before.length > 0 && one.after.length > 0);
  const changed = inBoth.filter((one) => one.before.join('\n') !== one.after.join('\n'));
  return {
    added: all.filter((one) => one.before.length === 0),
    removed: all.filter((one) => one.after.length === 0),
    changed,
    unchanged: inBoth.length - changed.length,
  };
}

function nameOf({ namespace, name }: Package): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
