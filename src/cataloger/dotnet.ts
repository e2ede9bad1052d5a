/** NuGet packages that a published .NET application carries, by its deps.json. https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { installedResult, type LockedPackage, parseJson } from './lock-file.ts';

/** Packages and runtime packs; the application's own projects and plain references are no packages. */
export const dotnet: FileCataloger = {
  name: 'dotnet',
  version: 1,
  maxBytes: 32 * 1024 * 1024,
  wants: (path) => path.endsWith('.deps.json'),
  catalog({ path, bytes }) {
    const { libraries } = v.parse(Dependencies, parseJson(bytes));
    return installedResult({ type: 'nuget', foundBy: 'dotnet', path }, readLibraries(libraries));
  },
};

const Dependencies = v.object({
  libraries: v.optional(v.record(v.string(), v.object({ type: v.string() })), {}),
});

/** Keys are `NAME/VERSION`; runtime packs are named `runtimepack.` and the name of their package. */
function* readLibraries(
  libraries: Readonly<Record<string, { readonly type: string }>>,
): Generator<LockedPackage> {
  for (const [key, { type }] of Object.entries(libraries)) {
    if (type !== 'package' && type !== 'runtimepack') continue;
    const slash = key.lastIndexOf('/');
    const name = slash < 0 ? key : key.slice(0, slash);
    yield { name: name.replace(/^runtimepack\./, ''), version: slash < 0 ? '' : key.slice(slash + 1) };
  }
}
