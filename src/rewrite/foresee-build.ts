/** What the build makes of the base: runtimes that are installed, the program that is started, files it is given. */
import { posix } from 'node:path';
import type { ShellCommand } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { findOnPath } from '../footprint/resolve.ts';
import type { ImageConfig } from '../model/image.ts';
import { muslProgram } from './foresee-base.ts';
import { commandsOf, foreseeCompiled } from './foresee-compiled.ts';
import type { ForeseenFiles } from './foreseen.ts';
import { readLaunch } from './launch.ts';

export interface ForeseenBuild {
  readonly stages: readonly Stage[];
  /** The last stage and those below it, the root first. */
  readonly chain: readonly Stage[];
  readonly config: ImageConfig;
  readonly files: ForeseenFiles;
}

/** Adds to `files` what instructions and launch say; what is only likely is noted as an assumption. */
export function foreseeBuild({ stages, chain, config, files }: ForeseenBuild): void {
  const workdir = posix.resolve('/', config.workingDir);
  if (workdir !== '/') files.folder(workdir);
  const commands = chain.flatMap(commandsOf);
  for (const command of commands) {
    foreseeEnvironment(command, workdir, files);
    foreseeMove(command, workdir, files);
  }
  const launch = readLaunch(config);
  const [first, ...rest] = [...launch.entrypoint, ...launch.cmd];
  if (first === undefined) return;
  const takesAll = takesWholeStage(chain);
  // It has the other stage's shell too.
  if (takesAll && stages.some(({ base }) => base !== 'scratch')) files.file('/bin/sh');
  foreseeMuslModules(stages, posix.basename(first), workdir, files);
  if (findOnPath(files.live(), first, config.env, workdir) === undefined) {
    const folder = binFolder(first, commands, files);
    const path = first.includes('/') ? posix.resolve(workdir, first) : posix.join(folder ?? '/', first);
    const isTool = folder !== undefined && commands.some(installsPython);
    const evidence = isTool
      ? ({ format: 'script', interpreter: 'python3' } as const)
      : takesAll || isGiven(chain, path)
        ? undefined
        : foreseeCompiled(stages, chain);
    if (evidence !== undefined && (first.includes('/') || folder !== undefined)) {
      files.file(path, evidence);
      files.assume(`What is said of ${path} is concluded from how it is built: no image was looked at.`);
    }
  }
  for (const word of rest) {
    // An operand that names a file; options and their values stay what they are.
    if (!/^\.{0,2}[\w@/][\w@./+-]*\.(m?js|cjs|py|jar|war)$/.test(word)) continue;
    const path = posix.resolve(workdir, word);
    if (files.has(path)) continue;
    files.file(path);
    files.assume(`${path} is there after the build: the Dockerfile does not show it.`);
  }
}

/** True for a script by its name, and for what comes out of the build context under its own name. */
function isGiven(chain: readonly Stage[], path: string): boolean {
  if (/\.(?:sh|bash|py|pl|rb|php|js|mjs|cjs|lua)$/.test(path)) return true;
  return chain
    .flatMap(({ instructions }) => instructions)
    .some(({ keyword, flags, json, words }) => {
      if (!/^(?:ADD|COPY)$/.test(keyword) || flags.some(({ name }) => name === 'from')) return false;
      const sources = json ?? words.map(({ text }) => text);
      // A folder may hold sources that become the program.
      return sources.slice(0, -1).some((source) => posix.basename(source) === posix.basename(path));
    });
}

/** `COPY --from=build / /` */
function takesWholeStage(chain: readonly Stage[]): boolean {
  return chain
    .flatMap(({ instructions }) => instructions)
    .some(({ keyword, flags, json, words }) => {
      if (keyword !== 'COPY' || !flags.some(({ name }) => name === 'from')) return false;
      return (json ?? words.map(({ text }) => text)).slice(0, -1).includes('/');
    });
}

const interpreters = /^(?:node|nodejs|python[\d.]*|gunicorn|uvicorn|npm|yarn)$/;
const nativeTools = /^(?:build-base|g\+\+|gcc|make|musl-dev|node-gyp|python3-dev|rust|cargo)$/;

/** Modules that a build on Alpine makes or fetches are linked to its C library. */
function foreseeMuslModules(
  stages: readonly Stage[],
  program: string,
  workdir: string,
  files: ForeseenFiles,
): void {
  const isMusl = stages.some(({ base }) => /(?:^|[/:-])alpine/.test(base));
  if (!isMusl || !interpreters.test(program)) return;
  const commands = stages.flatMap(commandsOf);
  const makes = commands.some(
    ({ name, words }) => name === 'apk' && words.some(({ value }) => nativeTools.test(value)),
  );
  const packages = [...files.live().keys()].filter((path) => /\/site-packages$/.test(path));
  if (commands.some(installsPython)) {
    for (const path of packages) files.file(`/${path}/native.so`, muslProgram);
  }
  if (makes) files.file(posix.join(workdir, 'node_modules/native.node'), muslProgram);
  else
    files.assume('No package has compiled modules: those that are fetched on Alpine do not load on glibc.');
}

/** `python -m venv /opt/venv` makes a folder of its own for packages. */
function foreseeEnvironment({ name, words }: ShellCommand, workdir: string, files: ForeseenFiles): void {
  const values = words.map(({ value }) => value);
  const folder = values.at(-1);
  const isVenv =
    (/^python[\d.]*$/.test(posix.basename(name)) && values[0] === '-m' && values[1] === 'venv') ||
    (/^(uv|virtualenv)$/.test(posix.basename(name)) && (name.endsWith('virtualenv') || values[0] === 'venv'));
  if (!isVenv || folder === undefined || !/^[\w./-]+$/.test(folder)) return;
  const path = posix.resolve(workdir, folder);
  const version = [...files.live().keys()].map(
    (one) => /^usr\/(?:local\/)?bin\/python(\d+\.\d+)$/.exec(one)?.[1],
  );
  const found = version.find(Boolean);
  if (found === undefined) return;
  files.file(`${path}/pyvenv.cfg`);
  files.folder(`${path}/lib/python${found}/site-packages`);
}

/** `mv node_modules /node_modules` */
function foreseeMove({ name, words }: ShellCommand, workdir: string, files: ForeseenFiles): void {
  const target = words.at(-1)?.value;
  if (!/^(?:mv|cp|ln)$/.test(name) || target === undefined || !/^[\w./-]+$/.test(target)) return;
  if (posix.basename(target) === 'node_modules') files.folder(posix.resolve(workdir, target));
}

function installsPython({ name, words }: ShellCommand): boolean {
  const values = [posix.basename(name), ...words.map(({ value }) => value)].join(' ');
  return /^(pip[\d.]*|python[\d.]* -m pip|uv pip|uv|poetry) (install|sync)\b/.test(values);
}

/** Where a tool without a path lies that the build installed. */
function binFolder(
  name: string,
  commands: readonly ShellCommand[],
  files: ForeseenFiles,
): string | undefined {
  if (name.includes('/') || !/^[\w.-]+$/.test(name)) return undefined;
  if (commands.some(installsPython)) {
    const venv = [...files.live().keys()].find((path) => path.endsWith('/pyvenv.cfg'));
    return venv === undefined ? '/usr/local/bin' : `/${posix.dirname(venv)}/bin`;
  }
  const runs = (program: string): boolean =>
    commands.some((one) => one.name === program && one.words[0]?.value === 'install');
  return runs('go') ? '/go/bin' : runs('cargo') ? '/usr/local/cargo/bin' : undefined;
}
