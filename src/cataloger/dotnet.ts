/** NuGet packages that a .NET application or runtime carries, by its deps.json. https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { installedResult, type LockedPackage, parseJson } from './lock-file.ts';

/** `shared/Microsoft.NETCore.App/3.1.23/Microsoft.NETCore.App.deps.json` */
const frameworkPath =
  /(?:^|\/)shared\/(?<name>[\w.-]+)\/(?<version>\d+\.\d+\.\d+[^/]*)\/\k<name>\.deps\.json$/;

/** Packages and runtime packs with files; the application's own projects and what only its build needed are no packages of it. */
export const dotnet: FileCataloger = {
  name: 'dotnet',
  version: 2,
  maxBytes: 32 * 1024 * 1024,
  wants: (path) => path.endsWith('.deps.json'),
  catalog({ path, bytes }) {
    const { libraries, targets } = v.parse(Dependencies, parseJson(bytes));
    const used = usedLibraries(targets);
    const packages = readLibraries(libraries, (key) => used === undefined || used.has(key));
    const { name, version } = frameworkPath.exec(path)?.groups ?? {};
    const isFramework = name !== undefined && version !== undefined;
    return installedResult(
      { type: 'nuget', foundBy: 'dotnet', path },
      isFramework ? released(packages, name, version) : packages,
    );
  },
};

const Dependencies = v.object({
  libraries: v.optional(v.record(v.string(), v.object({ type: v.string() })), {}),
  targets: v.optional(v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown()))), {}),
});
type Targets = v.InferOutput<typeof Dependencies>['targets'];

const assets: readonly string[] = ['native', 'resources', 'runtime', 'runtimeTargets'];

/** Keys of the libraries that some target takes a file of; undefined where no target says anything. */
function usedLibraries(targets: Targets): ReadonlySet<string> | undefined {
  const libraries = Object.values(targets).flatMap((target) => Object.entries(target));
  if (libraries.length === 0) return undefined;
  return new Set(
    libraries.filter(([, library]) => assets.some((kind) => kind in library)).map(([key]) => key),
  );
}

/** Keys are `NAME/VERSION`; runtime packs are named `runtimepack.` and the name of their package. */
function* readLibraries(
  libraries: Readonly<Record<string, { readonly type: string }>>,
  isUsed: (key: string) => boolean,
): Generator<LockedPackage> {
  for (const [key, { type }] of Object.entries(libraries)) {
    if ((type !== 'package' && type !== 'runtimepack') || !isUsed(key)) continue;
    const slash = key.lastIndexOf('/');
    const name = slash < 0 ? key : key.slice(0, slash);
    yield { name: name.replace(/^runtimepack\./, ''), version: slash < 0 ? '' : key.slice(slash + 1) };
  }
}

/**
 * A runtime before .NET 5 names the packages of its makers' build, `runtime.linux-x64.Microsoft.NETCore.App` in a
 * version `3.1.23-servicing.22122.4` below 3.1.23: told as the pack that has the same files, by which advisories know it.
 */
function* released(
  packages: Iterable<LockedPackage>,
  framework: string,
  version: string,
): Generator<LockedPackage> {
  for (const item of packages) {
    const own = item.version.startsWith(`${version}-servicing.`) || item.version === version;
    const platform = /^runtime\.([a-z0-9.-]+?)\.(?=[A-Z])/.exec(item.name)?.[1];
    const isFramework = own && platform !== undefined && item.name === `runtime.${platform}.${framework}`;
    yield isFramework ? { name: `${framework}.Runtime.${platform}`, version } : item;
  }
}
