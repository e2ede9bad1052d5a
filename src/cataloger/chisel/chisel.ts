/** Debian packages of images cut with Chisel, from its manifest. https://documentation.ubuntu.com/chisel/en/latest/reference/manifest */
import * as v from 'valibot';
import type { FileCataloger } from '../../model/analyzer.ts';
import type { PackageRecord } from '../../model/package.ts';
import { imagePath } from '../file-path.ts';
import { maxProblems, packageWarnings } from '../warnings.ts';
import { sourceOf } from './source.ts';
import { unzstd } from './unzstd.ts';

const maxContentBytes = 64 * 1024 * 1024;

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
    const lines = new TextDecoder('utf-8')
      .decode(unzstd(bytes, maxContentBytes))
      .split('\n')
      .filter((line) => line !== '');
    const head = decodeLine(Head, lines[0] ?? '');
    if (head === undefined) throw new Error('its first line is no jsonwall head');
    if (head.count !== lines.length) problems.push(`${path} has ${lines.length} lines of ${head.count}`);
    for (const [index, line] of lines.slice(1).entries()) {
      if (problems.length >= maxProblems) break;
      const item = decodeLine(Item, line);
      if (item === undefined) problems.push(`${path}, line ${index + 2}: no entry of a known form`);
      else if (item.kind === 'package') {
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
