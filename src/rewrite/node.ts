/** Node.js applications on distroless nodejs, without npm and development packages. https://github.com/GoogleContainerTools/distroless/tree/main/nodejs */
import { posix } from 'node:path';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { beside, elvesBelow, exists, keepPath } from './folders.ts';
import { findLibraries } from './libraries.ts';
import { findNativeBase, isTargetRelease, libraryCopies } from './native.ts';
import { type NodeLaunch, readNodeLaunch } from './node-launch.ts';
import type { Plan } from './plan.ts';
import { envOf, runs, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import { findTarget } from './target.ts';

export const node: Suggester = {
  id: 'node-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const launch = readNodeLaunch(subject);
    if (launch === undefined) return;
    const plan = planNode(subject, launch);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

function planNode(subject: Subject, launch: NodeLaunch): Plan | undefined {
  const folders = applicationPaths(subject, launch);
  if (folders.length === 0) return undefined;
  const runtime = findRuntime(subject, launch, folders);
  if (runtime === undefined) return undefined;
  const { stage } = runtime;
  const prune = pruneLine(subject);
  // Before records and accounts, whose line may have to become root.
  const lines = [...(prune === undefined ? [] : [prune]), ...(stage.builderLines ?? [])];
  // What ENTRYPOINT gave to the script stays out of reach of the container's arguments.
  const fixed = Math.max(0, launch.words.length - subject.launch.cmd.length);
  return {
    id: node.id,
    title: `Ship the Node.js application on ${stage.target.name}`,
    reason: 'The application needs the node program and its own folder, not npm, a shell or a distribution.',
    target: stage.target,
    copies: stage.copies,
    ...(stage.env === undefined ? {} : { env: stage.env }),
    entrypoint: [runtime.program, ...launch.before, launch.script, ...launch.words.slice(0, fixed)],
    cmd: launch.words.slice(fixed),
    ...(lines.length === 0 ? {} : { builderLines: lines }),
    changes: [
      ...launch.changes,
      ...(prune === undefined
        ? []
        : [
            {
              what: `${prune} is added at the end of the build`,
              why: 'Development packages are not needed to run.',
            },
          ]),
    ],
    ...(launch.leftOut === undefined ? {} : { leftOut: launch.leftOut }),
    assumptions: [
      ...runtime.assumptions,
      ...stage.assumptions,
      ...(prune === undefined ? [] : ['Nothing under devDependencies is needed at run time.']),
      'The application starts no shell and no other program.',
    ],
    confidence: runtime.isSure ? 'medium' : 'low',
  };
}

interface Runtime {
  readonly stage: Pick<Plan, 'target' | 'copies' | 'assumptions' | 'builderLines' | 'env'>;
  /** Absolute path of node in the final image. */
  readonly program: string;
  readonly assumptions: readonly string[];
  readonly isSure: boolean;
}

/**
 * Distroless of the same major version; where there is none, the image's own node on the C library. Where native
 * modules need libraries of another release than the base's, that node with all that it needs.
 */
function findRuntime(subject: Subject, launch: NodeLaunch, folders: readonly string[]): Runtime | undefined {
  const { platform, footprint } = subject.input;
  const found = majorOf(subject);
  const modules = elvesBelow(subject, folders);
  const kept = folders.map((path) => keepPath(subject, path));
  const isMusl = needsMusl(subject, launch, modules);
  const target = isMusl ? undefined : findTarget(`node${found ?? '24'}`, platform);
  if (target?.program !== undefined) {
    const libraries = findLibraries(footprint, subject.executables, modules, target.libraries);
    const copies = beside(libraryCopies(subject, libraries.paths), folders);
    if (copies.length > 0 && footprint.layers.length > 0 && !isTargetRelease(footprint.os)) {
      return ownRuntime(subject, launch, folders, 'its native modules need libraries of another release');
    }
    return {
      stage: { target, copies: [...copies, ...kept], assumptions: [] },
      program: target.program,
      assumptions: [
        ...(found === undefined ? ['The version of Node.js is not recorded: 24 is assumed.'] : []),
        ...(libraries.missing.length === 0
          ? []
          : [
              `Native modules that need ${libraries.missing.join(', ')} do not load, as in the original image.`,
            ]),
      ],
      isSure: found !== undefined && libraries.missing.length === 0,
    };
  }
  const why = isMusl ? 'its native modules are built for musl' : `distroless has no Node.js ${found ?? ''}`;
  return ownRuntime(subject, launch, folders, why);
}

function ownRuntime(
  subject: Subject,
  { interpreter }: NodeLaunch,
  folders: readonly string[],
  why: string,
): Runtime | undefined {
  if (interpreter === undefined) return undefined;
  const program = `/${interpreter}`;
  const base = findNativeBase(subject, [interpreter, ...elvesBelow(subject, folders)], 'cc', 'tell');
  const isSeen = subject.input.footprint.layers.length > 0;
  const stage =
    isSeen && (base === undefined || base.mixes === true)
      ? planClosure(subject, interpreter, { id: node.id, folders, start: program })
      : base && {
          ...base,
          copies: [
            ...beside([...base.copies, { sources: [program], target: program }], folders),
            ...folders.map((path) => keepPath(subject, path)),
          ],
        };
  if (stage === undefined) return undefined;
  return {
    stage,
    program,
    assumptions: [`The image's own node is kept, since ${why}: check that its version still gets updates.`],
    isSure: true,
  };
}

/** Packages may bring a module for each C library: node's own tells which one counts. */
function needsMusl(
  { executables }: Subject,
  { interpreter }: NodeLaunch,
  modules: readonly string[],
): boolean {
  const loader = executables.get(interpreter ?? '')?.interpreter;
  if (loader !== undefined && !loader.includes('ld-musl')) return false;
  return modules.some((path) =>
    (executables.get(path)?.needed ?? []).some((name) => name.startsWith('libc.musl')),
  );
}

/** From the official image's variable, a NodeSource set-up script, or the distribution's package. */
function majorOf(subject: Subject): string | undefined {
  const sources = [
    envOf(subject, 'NODE_VERSION'),
    /setup_(\d+)\.x|node_(\d+)\.x/.exec(subject.dockerfile.text)?.slice(1).find(Boolean),
    subject.input.footprint.packages.find((one) => one.type !== 'npm' && one.name === 'nodejs')?.version,
  ];
  return sources.map((source) => /^v?(\d{1,3})\b/.exec(source ?? '')?.[1]).find(Boolean);
}

/** The working directory and, where the script lies elsewhere, its application's folder. */
function applicationPaths(subject: Subject, { scriptPath }: NodeLaunch): readonly string[] {
  const folder = folderOf(subject, scriptPath);
  const candidates =
    subject.workdir !== '/'
      ? [subject.workdir, ...(`${scriptPath}/`.startsWith(`${subject.workdir}/`) ? [] : [folder])]
      : folder === '/'
        ? ['/package.json', '/node_modules', scriptPath]
        : [folder];
  return [...new Set([...candidates, ...modulesAbove(candidates)])]
    .filter((path) => exists(subject, path))
    .sort();
}

/** Where Node.js looks for packages last: node_modules beside each folder above. https://nodejs.org/api/modules.html */
function modulesAbove(folders: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    for (let at = posix.dirname(folder); ; at = posix.dirname(at)) {
      found.add(posix.join(at, 'node_modules'));
      if (at === '/') break;
    }
  }
  return [...found];
}

/** The nearest folder above with a package.json of its own, else the script's; of a global tool, node_modules. */
function folderOf({ input }: Subject, scriptPath: string): string {
  const [outer = '', inner] = scriptPath.split('/node_modules/', 2);
  if (inner !== undefined && outer.startsWith('/usr/')) return `${outer}/node_modules`;
  const start = inner === undefined ? posix.dirname(scriptPath) : outer || '/';
  for (let folder = start; folder !== '/'; folder = posix.dirname(folder)) {
    if (input.footprint.files.has(`${folder}/package.json`.slice(1))) return folder;
  }
  return start;
}

/** npm and pnpm can take development packages out again; where the build never put them in, nothing is to do. */
function pruneLine(subject: Subject): string | undefined {
  if (envOf(subject, 'NODE_ENV') === 'production') return undefined;
  const installs = subject.commands.filter(({ words }) =>
    words.some((word) => /^(ci|i|install|clean-install)$/.test(word.value)),
  );
  const whole = (program: string): boolean =>
    installs.some(
      ({ name, words }) =>
        name === program &&
        !words.some((word) =>
          /^(--omit=dev|--production(=true)?|--only=prod(uction)?|--prod|-P|-g|--global)$/.test(word.value),
        ),
    );
  const omits = installs.some(({ words }) =>
    words.some((word) => /^(--omit=dev|--production|--prod)$/.test(word.value)),
  );
  if (omits || runs(subject, /^(npm|pnpm)$/, /^prune$/)) return undefined;
  if (whole('npm')) return 'RUN npm prune --omit=dev';
  return whole('pnpm') ? 'RUN pnpm prune --prod' : undefined;
}
