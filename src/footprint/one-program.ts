/** One program, one row: what is told of it by its bytes, its build information and the files beside it. */
import type { Package } from '../model/package.ts';
import { directoryOf, isRecognised, type Rule } from './row-rule.ts';

/** What Go says where a program was not built from a release. */
const unreleased = '(devel)';

/**
 * A program that its bytes gave away, where the same file carries a record of what it is; and that record, where its
 * build did not say which release it is and the bytes do.
 */
export function recognisedBetter(packages: readonly Package[]): Rule {
  const recognised = new Map<string, Package>();
  const named = new Map<string, Package>();
  const programs = new Map<string, Package>();
  for (const pkg of packages) {
    if (isRecognised(pkg)) recognised.set(pkg.path, pkg);
    else named.set(`${programName(pkg)}\n${pkg.path}`, pkg);
    if (pkg.isProgram === true) programs.set(pkg.path, pkg);
  }
  return (pkg) => {
    if (!isRecognised(pkg)) {
      const bytes =
        pkg.isProgram === true && pkg.version === unreleased ? recognised.get(pkg.path) : undefined;
      return bytes === undefined || !isRelated(pkg, bytes)
        ? undefined
        : { reason: 'its build did not say which release it is, its bytes do', by: bytes.purl };
    }
    const better = programs.get(pkg.path) ?? named.get(`${programName(pkg)}\n${pkg.path}`);
    if (better === undefined) return undefined;
    if (better.version !== unreleased)
      return { reason: `${better.foundBy} read the same software from the file`, by: better.purl };
    return isRelated(better, pkg)
      ? undefined
      : { reason: 'its build says that it is another program of the name', by: better.purl };
  };
}

/** `github.com/hashicorp/vault/v2` is vault; Go's own library is of go. */
function programName({ type, namespace = '', name }: Package): string {
  if (type === 'golang' && name === 'stdlib') return 'go';
  const parts = `${namespace}/${name}`.toLowerCase().split('/');
  const last = parts.at(-1) ?? '';
  return /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last;
}

/**
 * Whether a module may be what its program is recognised as: `go.etcd.io/etcd/server/v3` as etcd-io/etcd, and
 * `github.com/docker/docker` as moby/moby, for the file is named dockerd. Others may have programs of the same name.
 */
function isRelated(module: Package, bytes: Package): boolean {
  const file = bytes.path.slice(bytes.path.lastIndexOf('/') + 1).toLowerCase();
  const names = [bytes.name, bytes.namespace ?? bytes.name].map((name) => name.toLowerCase());
  return `${module.namespace ?? ''}/${module.name}`
    .toLowerCase()
    .split('/')
    .some(
      (part) =>
        names.includes(part) || (part.length > 3 && file.length > part.length && file.startsWith(part)),
    );
}

/** Assemblies of a .NET application whose deps.json names the packages that they are from. */
export function assembliesOf(packages: readonly Package[]): Rule {
  const lists = new Map<string, string>();
  for (const { foundBy, path } of packages) if (foundBy === 'dotnet') lists.set(directoryOf(path), path);
  return ({ foundBy, path }) => {
    const by = foundBy === 'dotnet-assembly' ? lists.get(directoryOf(path)) : undefined;
    return by === undefined
      ? undefined
      : { reason: 'the list of dependencies beside it names its package', by };
  };
}

/** The java program of a runtime whose release file tells its version. */
export function runtimesOf(packages: readonly Package[]): Rule {
  const homes = new Map<string, Package>();
  for (const pkg of packages) if (pkg.foundBy === 'java-runtime') homes.set(directoryOf(pkg.path), pkg);
  return (pkg) => {
    if (!isRecognised(pkg) || pkg.name !== 'openjdk') return undefined;
    const home = directoryOf(directoryOf(pkg.path));
    // Java 8 has a runtime of its own in the kit's directory.
    const by = homes.get(home) ?? homes.get(directoryOf(home));
    return by === undefined
      ? undefined
      : { reason: 'the release file beside it tells its version', by: by.path };
  };
}
