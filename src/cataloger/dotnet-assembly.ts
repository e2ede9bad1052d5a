/** NuGet packages of .NET assemblies, from the version resource of their PE files. https://learn.microsoft.com/dotnet/standard/assembly/set-attributes */
import type { StreamCataloger } from '../model/analyzer.ts';
import { type FileRange, findResources } from './dotnet/pe.ts';
import { versionString } from './dotnet/version-strings.ts';
import { installedResult, type LockedPackage } from './lock-file.ts';

/** Headers of what compilers write end far before. */
const headBytes = 4 * 1024;
/** Of the resources as much as icons and a manifest leave before the version. */
const maxResourceBytes = 256 * 1024;

/**
 * An assembly's name is most often its package's, and its product version the package's version. Where a deps.json
 * is beside it, that tells both exactly.
 */
export const dotnetAssembly: StreamCataloger = {
  name: 'dotnet-assembly',
  version: 1,
  open({ path, fileBytes }) {
    const extension = path.slice(-4);
    if ((extension !== '.dll' && extension !== '.exe') || fileBytes < headBytes / 4) return undefined;
    let head: Buffer | undefined = Buffer.alloc(0);
    let range: FileRange | undefined;
    let position = 0;
    const kept: Uint8Array[] = [];
    const keep = (chunk: Uint8Array): void => {
      const [from, to] = [(range?.start ?? 0) - position, (range?.end ?? 0) - position];
      if (to > 0 && from < chunk.length) kept.push(Uint8Array.from(chunk.subarray(Math.max(0, from), to)));
      position += chunk.length;
    };
    const readHead = (bytes: Buffer): void => {
      head = undefined;
      const found = findResources(bytes);
      if (found !== undefined) {
        range = { start: found.start, end: Math.min(found.end, found.start + maxResourceBytes) };
      }
      keep(bytes);
    };
    return {
      write(chunk) {
        if (head === undefined) return keep(chunk);
        head = Buffer.concat([head, chunk]);
        if (head.length >= headBytes) readHead(head);
      },
      end() {
        if (head !== undefined) readHead(head);
        const found = describe(Buffer.concat(kept));
        return installedResult({ type: 'nuget', foundBy: 'dotnet-assembly', path }, found);
      },
    };
  },
};

/** Nothing where the resources name no assembly or no version. */
function describe(resources: Buffer): readonly LockedPackage[] {
  const file = versionString(resources, 'InternalName') ?? versionString(resources, 'OriginalFilename') ?? '';
  const name = /^([A-Za-z0-9_][\w.-]{0,100}?)(?:\.(?:dll|exe))?$/i.exec(file)?.[1];
  const versions = ['ProductVersion', 'FileVersion'].map((key) => versionString(resources, key) ?? '');
  // Behind `+` or a blank is the commit that it was built from.
  const version = versions.flatMap(
    (text) => /^\d+(?:\.\d+){1,3}(?:-[\w.-]+)?(?=[+\s]|$)/.exec(text)?.[0] ?? [],
  )[0];
  return name === undefined || version === undefined ? [] : [{ name, version }];
}
