/** Crates from programs built with cargo-auditable. https://github.com/rust-secure-code/cargo-auditable/blob/master/cargo-auditable.schema.json */
import * as v from 'valibot';
import type { StreamCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { isGoProgram, mayBeProgram, programSink } from './program-file.ts';
import { readAuditData } from './rust/audit-data.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/** The program's own crate and what is linked into it; crates that only its build used are left out. */
export const rustBinary: StreamCataloger = {
  name: 'rust-binary',
  version: 2,
  open(file) {
    if (!mayBeProgram(file)) return undefined;
    return programSink(() => {
      const reader = readAuditData(file.fileBytes);
      return {
        write: reader.write,
        end() {
          const text = reader.end();
          if (text === undefined) return { packages: [], owns: [], warnings: [] };
          const { packages, problems } = decodeList(text);
          return { packages, owns: [], warnings: packageWarnings(problems, file.path) };
        },
      };
    }, isGoProgram);
  },
};

const List = v.object({ packages: v.array(v.unknown()) });
const Crate = v.object({
  name: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)),
  version: v.pipe(v.string(), v.regex(/^\d[\w.+-]{0,255}$/)),
  kind: v.optional(v.string()),
  root: v.optional(v.boolean()),
});

function decodeList(text: Buffer): {
  readonly packages: readonly PackageRecord[];
  readonly problems: readonly string[];
} {
  const { packages: items } = v.parse(List, JSON.parse(text.toString('utf8')));
  const packages = new Map<string, PackageRecord>();
  const problems: string[] = [];
  for (const [index, item] of items.entries()) {
    if (problems.length === maxProblems) break;
    const crate = v.safeParse(Crate, item);
    if (!crate.success) {
      problems.push(`crate ${index} of the program's list: no usable name and version`);
      continue;
    }
    const { name, version, kind, root } = crate.output;
    if (kind === 'build') continue;
    packages.set(`${name} ${version}`, {
      type: 'cargo',
      name,
      version,
      licenses: [],
      ...(root === true && { isProgram: true }),
      foundBy: 'rust-binary',
    });
  }
  return { packages: [...packages.values()], problems };
}
