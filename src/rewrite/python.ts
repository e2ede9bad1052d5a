/** Python applications on distroless: its own interpreter where the version is the same, else the image's. https://github.com/GoogleContainerTools/distroless/tree/main/python3 */
import { posix } from 'node:path';
import { contentPath, findOnPath } from '../footprint/resolve.ts';
import { compose } from './compose.ts';
import { beside, elvesBelow, exists, keepPath } from './folders.ts';
import { findLibraries } from './libraries.ts';
import { findNativeBase, libraryCopies, type NativeBase } from './native.ts';
import type { Plan } from './plan.ts';
import { envOf, openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import { findTarget, targetPython } from './target.ts';

export const python: Suggester = {
  id: 'python-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const plan = planPython(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

interface PythonLaunch {
  /** The interpreter, a live path with the version in its name: `usr/local/bin/python3.12`. */
  readonly interpreter: string;
  /** `3.12` */
  readonly version: string;
  /** The tool that starts, where it is a script: `/usr/local/bin/gunicorn`. */
  readonly script?: string;
  readonly words: readonly string[];
}

function planPython(subject: Subject): Plan | undefined {
  const launch = readPythonLaunch(subject);
  if (launch === undefined) return undefined;
  const prefix = posix.dirname(posix.dirname(`/${launch.interpreter}`));
  const standard = `${prefix}/lib/python${launch.version}`;
  const application = applicationFolder(subject, launch);
  if (application === undefined) return undefined;
  const sites = sitePackages(subject, prefix, launch.version);
  const own = [application, ...sites, ...(launch.script === undefined ? [] : [launch.script])];
  const runtime = findRuntime(subject, launch, own, standard);
  if (runtime === undefined) return undefined;
  const folders = outermost([...own, ...runtime.folders]);
  const lang = envOf(subject, 'LANG');
  const search = sites.filter((site) => !runtime.searches.includes(site));
  return {
    id: python.id,
    title: `Ship the Python application on ${runtime.base.target.name}`,
    reason:
      'The application needs the interpreter, its packages and its own folder, not pip, a shell or a distribution.',
    target: runtime.base.target,
    copies: [...beside(runtime.base.copies, folders), ...folders.map((path) => keepPath(subject, path))],
    entrypoint: [
      runtime.program,
      ...(launch.script === undefined ? [] : [launch.script]),
      ...subject.launch.entrypoint.slice(1),
    ],
    cmd: subject.launch.cmd,
    env: [
      ...(lang === undefined || runtime.isSame ? [] : [['LANG', lang] as const]),
      ...(search.length === 0
        ? []
        : [['PYTHONPATH', [...search, ...pythonPath(subject)].join(':')] as const]),
    ],
    changes: [
      {
        what: `The interpreter is started as ${runtime.program}`,
        why: 'There is no shell and no env to follow a script to its interpreter.',
      },
      ...(search.length === 0
        ? []
        : [
            {
              what: `PYTHONPATH names ${search.join(' and ')}`,
              why: 'The packages stay where the build installed them.',
            },
          ]),
    ],
    assumptions: [
      ...runtime.assumptions,
      ...runtime.base.assumptions,
      ...(search.length === 0 ? [] : ['No package needs a .pth file: those do not count on PYTHONPATH.']),
      'The application starts no shell and no other program.',
    ],
    confidence: runtime.isSame || prefix === '/usr/local' ? 'medium' : 'low',
  };
}

interface Runtime {
  readonly base: NativeBase;
  readonly program: string;
  readonly folders: readonly string[];
  /** Package folders that the interpreter searches by itself. */
  readonly searches: readonly string[];
  readonly assumptions: readonly string[];
  readonly isSame: boolean;
}

function findRuntime(
  subject: Subject,
  launch: PythonLaunch,
  own: readonly string[],
  standard: string,
): Runtime | undefined {
  const { platform, footprint } = subject.input;
  const modules = elvesBelow(subject, own);
  const isMusl = subject.executables.get(launch.interpreter)?.interpreter?.includes('ld-musl') === true;
  const target = launch.version === targetPython && !isMusl ? findTarget('python', platform) : undefined;
  if (target?.program !== undefined) {
    const { paths, missing } = findLibraries(footprint, subject.executables, modules, target.libraries);
    const assumptions =
      missing.length === 0
        ? []
        : [`Modules that need ${missing.join(', ')} do not load, as in the original image.`];
    return {
      base: { target, copies: libraryCopies(subject, paths), assumptions, isStatic: false },
      program: target.program,
      folders: [],
      searches: [],
      assumptions: [],
      isSame: true,
    };
  }
  const folders = [`/${launch.interpreter}`, standard];
  const base = findNativeBase(
    subject,
    [launch.interpreter, ...modules, ...elvesBelow(subject, [standard])],
    'cc',
    'tell',
  );
  if (base === undefined || !exists(subject, standard)) return undefined;
  return {
    base,
    program: `/${launch.interpreter}`,
    folders,
    searches: [
      `${standard}/site-packages`,
      '/usr/lib/python3/dist-packages',
      `/usr/local/lib/python${launch.version}/dist-packages`,
    ],
    assumptions: [
      `The image's own Python ${launch.version} is kept, since distroless has ${targetPython}: check that its version still gets updates.`,
    ],
    isSame: false,
  };
}

function readPythonLaunch(subject: Subject): PythonLaunch | undefined {
  const { launch, program } = subject;
  if (launch.needsShell !== undefined || subject.script !== undefined || program === undefined)
    return undefined;
  const [first = ''] = launch.entrypoint;
  const found = versionOf(program);
  if (found !== undefined)
    return { interpreter: program, version: found, words: [...launch.entrypoint.slice(1), ...launch.cmd] };
  const evidence = subject.executables.get(program);
  if (evidence?.format !== 'script' || !/(^|\/)python[\d.]*$/.test(evidence.interpreter ?? ''))
    return undefined;
  const interpreter = findLive(subject, evidence.interpreter ?? '');
  const version = interpreter === undefined ? undefined : versionOf(interpreter);
  if (interpreter === undefined || version === undefined) return undefined;
  // A script that is its own program: `./app.py`.
  const script = first.includes('/') && !first.startsWith('/') ? first : `/${program}`;
  const words = [...launch.entrypoint.slice(1), ...launch.cmd];
  return { interpreter, version, script: posix.resolve(subject.workdir, script), words };
}

const versionOf = (path: string): string | undefined => /(?:^|\/)python(\d+\.\d+)$/.exec(path)?.[1];

function findLive(subject: Subject, name: string): string | undefined {
  const { files } = subject.input.footprint;
  const found = findOnPath(files, name, subject.input.config.env, subject.workdir);
  return found === undefined ? undefined : contentPath(files, found);
}

/** Virtual environments by their pyvenv.cfg, then the places where pip and the distribution install. */
function sitePackages(subject: Subject, prefix: string, version: string): readonly string[] {
  const environments: string[] = [];
  for (const path of subject.input.footprint.files.keys()) {
    if (!path.endsWith('/pyvenv.cfg')) continue;
    const site = `/${posix.dirname(path)}/lib/python${version}/site-packages`;
    if (exists(subject, site)) environments.push(site);
  }
  if (environments.length > 0) return environments.sort();
  return [
    `${prefix}/lib/python${version}/site-packages`,
    `/usr/local/lib/python${version}/dist-packages`,
    '/usr/lib/python3/dist-packages',
  ].filter((path) => exists(subject, path));
}

/** The working directory; at the root, the folder of the script that the interpreter is given, or the script. */
function applicationFolder(subject: Subject, { words }: PythonLaunch): string | undefined {
  if (subject.workdir !== '/') return subject.workdir;
  const script = words.find((word) => word.endsWith('.py'));
  const path = script === undefined ? undefined : openPath(subject, script);
  if (path === undefined) return undefined;
  return path.includes('/') ? `/${posix.dirname(path)}` : `/${path}`;
}

const pythonPath = (subject: Subject): readonly string[] =>
  (envOf(subject, 'PYTHONPATH') ?? '').split(':').filter((path) => path !== '');

/** Sorted, without those that lie in another one. */
function outermost(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths)].sort();
  return all.filter((path) => !all.some((other) => other !== path && path.startsWith(`${other}/`)));
}
