/** Java packages from archives, nested and shaded ones too. https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html */
import type { FileSink, StreamCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { isArchiveName, readArchive } from './java/archive.ts';
import { packageWarnings } from './warnings.ts';

/** Held are metadata entries alone; nested archives are read as they stream. `inside` tells which one of them, or where a pom was shaded in. */
export const javaArchive: StreamCataloger = {
  name: 'java-archive',
  version: 3,
  open({ path, fileBytes }) {
    if (!isArchiveName(path)) return undefined;
    const packages: PackageRecord[] = [];
    const problems: string[] = [];
    const sink: FileSink<void> = readArchive(path.slice(path.lastIndexOf('/') + 1), fileBytes, {
      found: ({ group, isGroupGuessed, artifact, version, licenses }, inside) =>
        packages.push({
          type: 'maven',
          ...(group === undefined ? {} : { namespace: group }),
          name: artifact,
          version,
          licenses,
          foundBy: 'java-archive',
          ...(isGroupGuessed && { guessed: 'namespace' as const }),
          ...(inside === '' ? {} : { inside }),
        }),
      problem: (message) => problems.push(`Java archive ${path}: ${message}`),
    });
    return {
      write: sink.write,
      end() {
        sink.end();
        return { packages, owns: [], warnings: packageWarnings(problems, path) };
      },
    };
  },
};
