/** Perl distributions, from what the installers leave: cpanm's metadata and perl's own log. https://metacpan.org/pod/CPAN::Meta::Spec https://perldoc.perl.org/perllocal */
import * as v from 'valibot';
import type { CatalogResult, FileCataloger } from '../model/analyzer.ts';
import type { PackageRecord } from '../model/package.ts';
import { parseJson, textLines } from './lock-file.ts';
import { packageWarnings } from './warnings.ts';

/** `.meta/DISTRIBUTION-VERSION/MYMETA.json`, written by cpanm and cpm. */
const metadataPath = /(?:^|\/)\.meta\/[^/]+\/MYMETA\.json$/;

/** Distributions by name with `-`; the log has the main module's name instead, which is mostly the same. */
export const perl: FileCataloger = {
  name: 'perl',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) =>
    path.endsWith('/perllocal.pod') || (path.endsWith('/MYMETA.json') && metadataPath.test(path)),
  catalog: ({ path, bytes }) => (path.endsWith('.pod') ? readLog(path, bytes) : readMetadata(bytes)),
};

const Metadata = v.object({
  name: v.pipe(v.string(), v.regex(/^\w[\w.+-]{0,200}$/)),
  version: v.pipe(v.union([v.string(), v.number()]), v.toString(), v.regex(/^[^\s]{1,100}$/)),
  license: v.optional(v.array(v.string()), []),
});

function readMetadata(bytes: Uint8Array): CatalogResult {
  const { name, version, license } = v.parse(Metadata, parseJson(bytes));
  const licenses = license.filter((item) => item !== 'unknown' && item !== '').slice(0, 20);
  return { packages: [record(name, version, licenses)], owns: [], warnings: [] };
}

/** Each installation adds a heading with the module and a list with its version: the last one of a module counts. */
function readLog(path: string, bytes: Uint8Array): CatalogResult {
  const versions = new Map<string, string>();
  const problems: string[] = [];
  let name: string | undefined;
  for (const line of textLines(bytes)) {
    const heading = /^=head2 .{0,200}L<([\w:]{1,200})\|/.exec(line);
    if (heading !== null) name = heading[1]?.replaceAll('::', '-');
    const version = /^C<VERSION: ([^>\s]{0,100})>/.exec(line)?.[1];
    if (name === undefined || version === undefined) continue;
    if (version === '') problems.push(`${path}: ${name} has no version`);
    else versions.set(name, version);
  }
  return {
    packages: [...versions].map(([module, version]) => record(module, version, [])),
    owns: [],
    warnings: packageWarnings(problems, path),
  };
}

function record(name: string, version: string, licenses: readonly string[]): PackageRecord {
  return { type: 'cpan', name, version, licenses, foundBy: 'perl' };
}
