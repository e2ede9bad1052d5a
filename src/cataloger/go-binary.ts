/** Go modules and the standard library from programs that Go built. https://go.dev/ref/mod#go-version-m */
import type { StreamCataloger } from '../model/analyzer.ts';
import { readBuildInfo } from './go/build-info.ts';
import { readModules } from './go/modules.ts';
import { mayBeProgram, programSink } from './program-file.ts';
import { packageWarnings } from './warnings.ts';

/** Namespace and name are the module's path; versions keep Go's `v`, but the library's is without `go`. */
export const goBinary: StreamCataloger = {
  name: 'go-binary',
  version: 2,
  open(file) {
    if (!mayBeProgram(file)) return undefined;
    return programSink(() => {
      const reader = readBuildInfo(file.fileBytes);
      return {
        write: reader.write,
        end() {
          const info = reader.end();
          if (info === undefined) return { packages: [], owns: [], warnings: [] };
          const { packages, problems } = readModules(info);
          return { packages, owns: [], warnings: packageWarnings(problems, file.path) };
        },
      };
    });
  },
};
