/** Package records from the lines that the go command writes into a program. https://pkg.go.dev/runtime/debug#BuildInfo */
import type { PackageRecord } from '../../model/package.ts';
import { maxProblems } from '../warnings.ts';
import type { BuildInfo } from './build-info.ts';

export interface Modules {
  /** The standard library, the main module, then its dependencies in order, as replaced; each once. */
  readonly packages: readonly PackageRecord[];
  readonly problems: readonly string[];
}

interface Module {
  readonly path: string;
  readonly version: string;
}

/** What the go command writes where a module was built from a directory, not from a release. */
const devel = '(devel)';
const pathShape = /^[A-Za-z0-9][\w.~!+/@-]{0,499}$/;
const versionShape = /^(?:v[\w.+-]{1,254}|\(devel\))$/;

export function readModules({ toolchain, modules: text }: BuildInfo): Modules {
  const modules: Module[] = [];
  const problems: string[] = [];
  let main: Module | undefined;
  let flags: string | undefined;
  for (const line of text.split('\n')) {
    const [kind, path = '', version = ''] = line.split('\t', 4);
    if (kind === 'build' && path.startsWith('-ldflags=')) flags = path;
    if (kind === '=>') replaceLast(modules, { path, version });
    if (kind !== 'mod' && kind !== 'dep') continue;
    // A dependency built from a directory is written without version where a replacement line follows.
    const module = { path, version: version === '' ? devel : version };
    if (!pathShape.test(path) || !versionShape.test(module.version)) {
      if (problems.length < maxProblems)
        problems.push(`Go module "${path.slice(0, 200)}": no usable path and version`);
      continue;
    }
    modules.push(module);
    if (kind === 'mod') main ??= module;
  }
  const stamped = main?.version === devel ? stampedVersion(flags ?? '', main.path) : undefined;
  const library = libraryVersion(toolchain ?? '');
  const all = [
    ...(library === undefined ? [] : [{ path: 'stdlib', version: library }]),
    ...modules.map((module) => (module === main && stamped ? { ...module, version: stamped } : module)),
  ];
  const unique = new Map(all.map((module) => [`${module.path} ${module.version}`, module]));
  const packages = [...unique.values()].map((module) => toRecord(module, module.path === main?.path));
  return { packages, problems };
}

/** One from a directory (`./fork`) has no version of its own: the one it stands for is what is known. */
function replaceLast(modules: Module[], replacement: Module): void {
  if (
    pathShape.test(replacement.path) &&
    /^v/.test(replacement.version) &&
    versionShape.test(replacement.version)
  )
    modules.splice(-1, 1, replacement);
}

/**
 * The release that the linker was told to write into the program: `-X main.version=1.2.3`. Only a variable of the main
 * module counts, for others may hold a library's version.
 */
function stampedVersion(flags: string, path: string): string | undefined {
  const own = path.replace(/\/v\d+$/, '');
  for (const [, name = '', version] of flags.matchAll(stamp)) {
    if (name.startsWith('main.') || name.startsWith(`${own}/`) || name.startsWith(`${own}.`))
      return `v${version}`;
  }
  return undefined;
}

const stamp =
  /-X[ =]['"\\]{0,2}([\w./-]{1,300}\.(?:[vV]ersion|VERSION))=['"\\]{0,2}v?(\d{1,6}\.\d{1,6}\.\d{1,6}(?:[-+][\w.+-]{1,60})?)/g;

/** `go1.22.1`, `go1.21.0 X:boringcrypto`; a toolchain between releases has no version to compare. */
function libraryVersion(toolchain: string): string | undefined {
  return /^go(\d[\w.-]{0,60})/.exec(toolchain)?.[1];
}

function toRecord({ path, version }: Module, isProgram: boolean): PackageRecord {
  const slash = path.lastIndexOf('/');
  return {
    type: 'golang',
    ...(slash === -1 ? {} : { namespace: path.slice(0, slash) }),
    name: path.slice(slash + 1),
    version,
    licenses: [],
    ...(isProgram && { isProgram }),
    foundBy: 'go-binary',
  };
}
