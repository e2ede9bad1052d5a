/** The packages of a report that a user asks for. */
import type { Package } from '../../model/package.ts';
import { matchesGlob } from './glob.ts';

/** Conditions that all have to hold; one of a list is enough. */
export interface PackageFilter {
  readonly types?: readonly string[];
  /** Globs on the name, with its namespace or without. */
  readonly names?: readonly string[];
  /** Index into the image's layers. */
  readonly layer?: number;
  /** Globs on any one of the licences. */
  readonly licenses?: readonly string[];
}

export function selectPackages(packages: readonly Package[], filter: PackageFilter): readonly Package[] {
  const { types, names, layer, licenses } = filter;
  return packages.filter(
    (pkg) =>
      (types === undefined || types.includes(pkg.type)) &&
      (names === undefined || names.some((glob) => isNamed(glob, pkg))) &&
      (layer === undefined || pkg.layer === layer) &&
      (licenses === undefined ||
        licenses.some((glob) => pkg.licenses.some((license) => matchesGlob(glob, license)))),
  );
}

function isNamed(glob: string, pkg: Package): boolean {
  return matchesGlob(glob, pkg.name) || matchesGlob(glob, fullName(pkg));
}

/** `@angular/cli`, `org.apache.commons/commons-lang3`. */
export function fullName({ namespace, name }: Pick<Package, 'namespace' | 'name'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
