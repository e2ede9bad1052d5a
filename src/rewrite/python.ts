/** Python applications on distroless: its own interpreter where the version is the same, else the image's. https://github.com/GoogleContainerTools/distroless/tree/main/python3 */
import { posix } from 'node:path';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { beside, elvesBelow, exists, keepPath } from './folders.ts';
import { findLibraries } from './libraries.ts';
import { findNativeBase, isTargetRelease, libraryCopies } from './native.ts';
import type { Plan } from './plan.ts';
import { type Environment, readEnvironment } from './python-environment.ts';
import { type PythonLaunch, readPythonLaunch } from './python-launch.ts';
import { asRoot } from './skeleton.ts';
import { envOf, openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import { findTarget, targetPython } from './target.ts';

export const python: Suggester = {
  id: 'python-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const launch = readPythonLaunch(subject);
    const plan = launch === undefined ? undefined : planPython(subject, launch);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

/** What the final image has beside the application: the interpreter by all its names, and the rest. */
interface Runtime {
  readonly plan: Pick<Plan, 'target' | 'copies' | 'assumptions' | 'builderLines' | 'env'>;
  /** Absolute, the one to start first. */
  readonly names: readonly string[];
  /** Package folders that the interpreter searches by itself. */
  readonly searches: readonly string[];
  readonly isSame: boolean;
}

function planPython(subject: Subject, launch: PythonLaunch): Plan | undefined {
  const { version, script } = launch;
  const prefix = posix.dirname(posix.dirname(`/${launch.interpreter}`));
  const application = applicationFolder(subject, launch);
  if (application === undefined) return undefined;
  const sites =
    launch.environment === undefined ? sitePackages(subject, prefix, version) : [launch.environment];
  const own = outermost([application, ...sites, ...(script === undefined ? [] : [script])]);
  const runtime = sameRuntime(subject, launch, own) ?? ownRuntime(subject, launch, prefix, own);
  if (runtime === undefined) return undefined;
  const { plan, names, isSame } = runtime;
  const environment =
    launch.environment === undefined
      ? undefined
      : readEnvironment(subject, launch.environment, names, version);
  const program = environment?.program ?? names[0] ?? '';
  const lang = envOf(subject, 'LANG');
  const search = environment === undefined ? sites.filter((site) => !runtime.searches.includes(site)) : [];
  const lines = [...(plan.builderLines ?? []), ...environmentLines(subject, environment, plan.builderLines)];
  return {
    ...plan,
    id: python.id,
    title: `Ship the Python application on ${plan.target.name}`,
    reason:
      'The application needs the interpreter, its packages and its own folder, not pip, a shell or a distribution.',
    entrypoint: [program, ...(script === undefined ? [] : [script]), ...subject.launch.entrypoint.slice(1)],
    cmd: subject.launch.cmd,
    env: [
      ...(plan.env ?? []),
      ...(lang === undefined || isSame ? [] : [['LANG', lang] as const]),
      ...(search.length === 0
        ? []
        : [['PYTHONPATH', [...search, ...pythonPath(subject)].join(':')] as const]),
    ],
    ...(lines.length === 0 ? {} : { builderLines: lines }),
    changes: [
      {
        what: `The interpreter is started as ${program}`,
        why: 'There is no shell and no env to follow a script to its interpreter.',
      },
      ...(environment?.changes ?? []),
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
      ...plan.assumptions,
      ...(search.length === 0 ? [] : ['No package needs a .pth file: those do not count on PYTHONPATH.']),
      'The application starts no shell and no other program.',
    ],
    confidence: isSame || prefix === '/usr/local' ? 'medium' : 'low',
  };
}

function environmentLines(
  subject: Subject,
  environment: Environment | undefined,
  before: readonly string[] | undefined,
): readonly string[] {
  const commands = environment?.commands ?? [];
  if (commands.length === 0) return [];
  const line = commands.join(' && \\\n    ');
  return before === undefined ? asRoot(subject, line) : [`RUN ${line}`];
}

/** The base's interpreter, where it is of the same version and the application's libraries are of its release. */
function sameRuntime(subject: Subject, launch: PythonLaunch, own: readonly string[]): Runtime | undefined {
  const { platform, footprint } = subject.input;
  const isMusl = subject.executables.get(launch.interpreter)?.interpreter?.includes('ld-musl') === true;
  const target = launch.version === targetPython && !isMusl ? findTarget('python', platform) : undefined;
  if (target?.program === undefined) return undefined;
  const { paths, missing } = findLibraries(
    footprint,
    subject.executables,
    elvesBelow(subject, own),
    target.libraries,
  );
  const copies = beside(libraryCopies(subject, paths), own);
  if (copies.length > 0 && !isTargetRelease(footprint.os)) return undefined;
  return {
    plan: {
      target,
      copies: [...copies, ...own.map((path) => keepPath(subject, path))],
      assumptions:
        missing.length === 0
          ? []
          : [`Modules that need ${missing.join(', ')} do not load, as in the original image.`],
    },
    names: [target.program, '/usr/bin/python', `/usr/bin/python${targetPython}`],
    // Debian's interpreter, which this is, searches where Debian installs.
    searches: [`/usr/local/lib/python${targetPython}/dist-packages`, '/usr/lib/python3/dist-packages'],
    isSame: true,
  };
}

/** The image's interpreter with its standard library, on cc; all that they are linked to where the releases differ. */
function ownRuntime(
  subject: Subject,
  launch: PythonLaunch,
  prefix: string,
  own: readonly string[],
): Runtime | undefined {
  const standard = `${prefix}/lib/python${launch.version}`;
  const program = `/${launch.interpreter}`;
  if (!exists(subject, standard)) return undefined;
  const folders = outermost([...own, standard]);
  const elves = [launch.interpreter, ...elvesBelow(subject, folders)];
  const base = findNativeBase(subject, elves, 'cc', 'tell');
  const isClosed = base === undefined || base.mixes === true;
  const plan = isClosed
    ? planClosure(subject, launch.interpreter, { id: python.id, folders, start: program })
    : {
        ...base,
        copies: [
          ...beside(base.copies, folders),
          ...outermost([program, ...folders]).map((path) => keepPath(subject, path)),
        ],
      };
  if (plan === undefined) return undefined;
  return {
    plan: {
      target: plan.target,
      copies: plan.copies,
      ...('builderLines' in plan ? { builderLines: plan.builderLines } : {}),
      ...('env' in plan ? { env: plan.env } : {}),
      assumptions: [
        ...plan.assumptions,
        `The image's own Python ${launch.version} is kept, since distroless has ${targetPython}: check that its version still gets updates.`,
      ],
    },
    names: [program],
    searches: [
      `${standard}/site-packages`,
      '/usr/lib/python3/dist-packages',
      `/usr/local/lib/python${launch.version}/dist-packages`,
    ],
    isSame: false,
  };
}

/** The places where pip and the distribution install, unless the distribution's own tools are all that is there. */
function sitePackages(subject: Subject, prefix: string, version: string): readonly string[] {
  const places = [
    `${prefix}/lib/python${version}/site-packages`,
    `/usr/local/lib/python${version}/dist-packages`,
    '/usr/lib/python3/dist-packages',
  ];
  return places.filter((place) => {
    for (const [path, { owner }] of subject.input.footprint.files) {
      if (`/${path}`.startsWith(`${place}/`) && !tools.has(owner?.name ?? '')) return true;
    }
    return exists(subject, place) && subject.input.footprint.layers.length === 0;
  });
}

/** Debian's packages that install others. */
const tools: ReadonlySet<string> = new Set(
  'python3-pip python3-pip-whl python3-setuptools python3-setuptools-whl python3-pkg-resources python3-wheel python3-distutils python3-lib2to3 python3-venv python3-minimal python3-poetry'.split(
    ' ',
  ),
);

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
