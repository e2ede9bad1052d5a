/** npm packages from the package.json of every installed package. https://docs.npmjs.com/cli/configuring-npm/package-json */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { packageWarnings } from './warnings.ts';

/** A package's root: the folder right below a node_modules, or below a scope in one. */
const manifestPath = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
/** Deno keeps packages by the registry's host and the version: `npm/registry.example.org/chalk/5.3.0/package.json`. */
const denoManifestPath =
  /(?:^|\/)npm\/[a-z0-9-]+(?:\.[a-z0-9-]+)+\/(?:@[^/]+\/)?[^/@.][^/]*\/\d[^/]*\/package\.json$/;
const testDirectories: ReadonlySet<string> = new Set([
  '__fixtures__',
  '__tests__',
  'fixture',
  'fixtures',
  'test',
  'tests',
]);

/** Files are owned by where they are, the manifest's directory: `owns` stays empty. */
export const npm: FileCataloger = {
  name: 'npm',
  version: 2,
  maxBytes: 1024 * 1024,
  wants: (path) => path.endsWith('/package.json') && isPackageRoot(path),
  catalog({ path, bytes }) {
    const manifest = decodeManifest(bytes);
    if (typeof manifest === 'string') {
      return {
        packages: [],
        owns: [],
        warnings: packageWarnings([`npm package ${path}: ${manifest}`], path),
      };
    }
    const { name, version } = manifest;
    // Marks a folder's module type, or is a test's; the installer writes neither without the other.
    if (name === undefined || version === undefined) return { packages: [], owns: [], warnings: [] };
    const slash = name.indexOf('/');
    return {
      packages: [
        {
          type: 'npm',
          ...(slash === -1 ? {} : { namespace: name.slice(0, slash) }),
          name: name.slice(slash + 1),
          version,
          licenses: readLicenses(manifest.license ?? manifest.licenses),
          foundBy: 'npm',
        },
      ],
      owns: [],
      warnings: [],
    };
  },
};

const Manifest = v.object({
  name: v.optional(v.pipe(v.string(), v.regex(/^(?:@[^/\s]{1,200}\/)?[^/\s@][^/\s]{0,213}$/))),
  version: v.optional(v.pipe(v.string(), v.regex(/^[^\s]{1,256}$/))),
  license: v.optional(v.unknown()),
  licenses: v.optional(v.unknown()),
});

/** The manifest, or what is wrong with it. */
function decodeManifest(bytes: Uint8Array): v.InferOutput<typeof Manifest> | string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8').decode(bytes));
  } catch {
    return 'no JSON';
  }
  const result = v.safeParse(Manifest, json);
  if (result.success) return result.output;
  return `no usable ${String(result.issues[0].path?.[0]?.key ?? 'object')}`;
}

/** Not the folders that a package's own tests take for node_modules: they are nobody's to run. */
function isPackageRoot(path: string): boolean {
  if (!manifestPath.test(path)) return denoManifestPath.test(path);
  const segments = path.split('/');
  const first = segments.indexOf('node_modules');
  const isTest = (name: string, at: number): boolean =>
    at > first + 1 &&
    testDirectories.has(name) &&
    segments[at - 1] !== 'node_modules' &&
    !segments[at - 1]?.startsWith('@');
  return !segments.some(isTest);
}

const LicenseObject = v.object({ type: v.string() });
const maxLicenses = 20;

/** A string; the old forms `{type}` and a list of either. */
function readLicenses(value: unknown): string[] {
  const items = Array.isArray(value) ? value.slice(0, maxLicenses) : [value];
  const names = items.map((item) => (v.is(LicenseObject, item) ? item.type : item));
  return names.filter(
    (name): name is string => typeof name === 'string' && name.trim() !== '' && name.length <= 500,
  );
}
