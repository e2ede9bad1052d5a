/** Java and its packages in programs that GraalVM compiled, by the SBOM that it puts in. https://www.graalvm.org/latest/security-guide/native-image/sbom/ */
import * as v from 'valibot';
import type { StreamCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { parsePurl } from '../sbom/purl.ts';
import { readImageData } from './java/image-data.ts';
import { isGoProgram, mayBeProgram, programSink } from './program-file.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/** The run time is `graalvm` by the version of its Java, as that of an installed one is. */
export const nativeImage: StreamCataloger = {
  name: 'native-image',
  version: 1,
  open(file) {
    if (!mayBeProgram(file)) return undefined;
    return programSink(() => {
      const reader = readImageData(file.fileBytes);
      return {
        write: reader.write,
        end() {
          const { javaVersion, sbom } = reader.end() ?? {};
          const problems: string[] = [];
          const packages = [
            ...(javaVersion === undefined ? [] : [makeRecord('generic', undefined, 'graalvm', javaVersion)]),
            ...(sbom === undefined ? [] : decodeComponents(sbom, problems)),
          ];
          return { packages, owns: [], warnings: packageWarnings(problems, file.path) };
        },
      };
    }, isGoProgram);
  },
};

const Bom = v.object({ components: v.optional(v.array(v.unknown()), []) });
/** Its older versions write no purl, but Maven's names always. */
const Component = v.object({
  group: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{0,256}$/))),
  name: v.pipe(v.string(), v.regex(/^\w[\w.+-]{0,255}$/)),
  version: v.pipe(v.string(), v.regex(/^\w[\w.+~-]{0,255}$/)),
  purl: v.optional(v.string()),
});

function decodeComponents(sbom: Buffer, problems: string[]): readonly PackageRecord[] {
  const { components } = v.parse(Bom, JSON.parse(sbom.toString('utf8')));
  const packages = new Map<string, PackageRecord>();
  for (const [index, item] of components.entries()) {
    if (problems.length === maxProblems) break;
    const component = v.safeParse(Component, item);
    if (!component.success) {
      problems.push(`component ${index} of the program's SBOM: no usable name and version`);
      continue;
    }
    const { group = '', name, version, purl } = component.output;
    const namespace = (purl === undefined ? undefined : parsePurl(purl)?.namespace) ?? group;
    const record = makeRecord('maven', namespace === '' ? undefined : namespace, name, version);
    packages.set(`${namespace}:${name}:${version}`, record);
  }
  return [...packages.values()];
}

function makeRecord(
  type: 'generic' | 'maven',
  namespace: string | undefined,
  name: string,
  version: string,
): PackageRecord {
  const place = namespace === undefined ? {} : { namespace };
  return { type, ...place, name, version, licenses: [], foundBy: 'native-image' };
}
