/** Packages that an SBOM in the image tells of, as buildpacks, apko and vendors leave them. */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeSbom } from '../sbom/decode.ts';
import { packageWarnings } from './warnings.ts';

/** Names that say what is in them; `bom.json` may be anything. */
const suffixes = ['.cdx.json', '.spdx.json', '.syft.json'] as const;

/** Records stand only where the image itself does not show the package: the footprint decides. */
export const sbom: FileCataloger = {
  name: 'sbom',
  version: 2,
  maxBytes: 64 * 1024 * 1024,
  wants: (path) =>
    path.endsWith('.json') &&
    // vcpkg's own, of one port each, have no purls; its database says the same.
    !path.endsWith('/vcpkg.spdx.json') &&
    (suffixes.some((suffix) => path.endsWith(suffix)) || path.endsWith('/bom.json') || path === 'bom.json'),
  catalog({ path, bytes }) {
    const document = decodeSbom(bytes);
    if (document === undefined) {
      const isNamed = suffixes.some((suffix) => path.endsWith(suffix));
      const problems = isNamed ? [`SBOM ${path}: neither CycloneDX nor SPDX 2.2 or 2.3 nor syft's JSON`] : [];
      return { packages: [], owns: [], warnings: packageWarnings(problems, path) };
    }
    return {
      packages: document.packages.map(({ record }) => record),
      owns: [],
      warnings: packageWarnings(
        document.problems.map((problem) => `SBOM ${path}: ${problem}`),
        path,
      ),
    };
  },
};
