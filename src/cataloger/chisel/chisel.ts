/** Debian packages of images cut with Chisel, from its manifest. https://documentation.ubuntu.com/chisel/en/latest/reference/manifest */
import * as v from 'valibot';
import type { FileCataloger } from '../../model/analyzer.ts';
import type { PackageRecord } from '../../model/package.ts';
import { imagePath } from '../file-path.ts';
import { textLines } from '../lock-file.ts';
import { maxProblems, packageWarnings } from '../warnings.ts';
import { sourceOf } from './source.ts';
import { unzstd } from './unzstd.ts';

/** A hundred thousand files' worth: it compresses to nothing where somebody means it to. */
const maxContentBytes = 16 * 1024 * 1024;
/** All that there are releases of are a thousand. */
const maxPackages = 20_000;

/** The manifest names no source packages, under which distributions file advisories: they are concluded from the names. */
export const chisel: FileCataloger = {
  name: 'chisel',
  version: 2,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) => path.endsWith('/manifest.wall'),
  catalog({ path, bytes }) {
    const packages: PackageRecord[] = [];
    const files = new Map<string, string[]>();
    const problems: string[] = [];
    let head: v.InferOutput<typeof Head> | undefined;
    let count = 0;
    for (const line of textLines(unzstd(bytes, maxContentBytes))) {
      count += 1;
      if (head === undefined) {
        head = decodeLine(Head, line);
        if (head === undefined) throw new Error('its first line is no jsonwall head');
        continue;
      }
      if (problems.length >= maxProblems) break;
      const item = decodeLine(Item, line);
      if (item === undefined) problems.push(`${path}, line ${count}: no entry of a known form`);
      else if (item.kind === 'package') {
        if (packages.length >= maxPackages) throw new Error(`it has more than ${maxPackages} packages`);
        const { name, version, arch } = item;
        packages.push({
          type: 'deb',
          name,
          version,
          architecture: arch,
          ...describeSource(name, version),
          licenses: [],
          foundBy: 'chisel',
        });
      } else if (item.kind === 'path') addPath(files, item.path, item.slices[0]);
    }
    if (head === undefined) throw new Error('it is empty');
    if (head.count !== count) problems.push(`${path} has ${count} lines of ${head.count}`);
    const owns = [...files].map(([name, paths]) => ({ type: 'deb' as const, package: name, files: paths }));
    return { packages, owns, warnings: packageWarnings(problems, path) };
  },
};

/** Its version is the package's own, as it is of all but a few. */
function describeSource(name: string, version: string): Pick<PackageRecord, 'source' | 'guessed'> {
  const source = sourceOf(name, version);
  return source === name ? {} : { source: { name: source, version }, guessed: 'source' };
}

/** A slice is named after its package: `libc6_libs`. */
function addPath(files: Map<string, string[]>, path: string, slice: string | undefined): void {
  const name = slice?.split('_', 1)[0];
  const clean = path.endsWith('/') ? undefined : imagePath(path);
  if (name === undefined || clean === undefined) return;
  const paths = files.get(name);
  if (paths === undefined) files.set(name, [clean]);
  else paths.push(clean);
}

const Head = v.object({ jsonwall: v.literal('1.0'), count: v.number() });
const Item = v.variant('kind', [
  v.object({
    kind: v.literal('package'),
    name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,255}$/)),
    version: v.pipe(v.string(), v.regex(/^[0-9A-Za-z.+:~_-]{1,256}$/)),
    arch: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/)),
  }),
  v.object({ kind: v.literal('path'), path: v.string(), slices: v.optional(v.array(v.string()), []) }),
  v.object({ kind: v.literal('slice') }),
  v.object({ kind: v.literal('content') }),
]);

function decodeLine<Schema extends v.GenericSchema>(
  schema: Schema,
  line: string,
): v.InferOutput<Schema> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, json);
  return result.success ? result.output : undefined;
}
