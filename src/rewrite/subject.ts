/** What a rewrite starts from: the Dockerfile, the launch, and what the image's files say. */
import { posix } from 'node:path';
import { historyToDockerfile } from '../dockerfile/history.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { parseShell, type ShellCommand, shellText } from '../dockerfile/shell.ts';
import { readStages, type Stage } from '../dockerfile/stages.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import { contentPath, findOnPath, resolvePath } from '../footprint/resolve.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import { isHandOver, type Launch, readLaunch } from './launch.ts';
import { isMinimal } from './minimal.ts';
import { environmentFolders } from './python-environment.ts';
import { throughRunner } from './runners.ts';
import type { NumericUser, SuggestInput } from './suggester.ts';
import { nonroot } from './target.ts';

export interface Subject {
  readonly input: SuggestInput;
  /** True when there is no shell and no package manager left to take out. */
  readonly isMinimal: boolean;
  readonly dockerfile: Dockerfile;
  /** False when it comes from history: the user gave none, and does not want the image as a stage. */
  readonly given: boolean;
  /** As whom the final image runs. */
  readonly user: NumericUser;
  readonly stages: readonly Stage[];
  /** The stage that is the image. */
  readonly last: Stage;
  readonly launch: Launch;
  /** The wrapper script that stays in the way, a live path; its text where it was kept. */
  readonly script?: { readonly path: string; readonly text?: string };
  /** Absolute; `/` when the image sets none. */
  readonly workdir: string;
  /** What the launch's first word leads to, a live path with symlinks followed. */
  readonly program?: string;
  /** Executables of the final file system by path. */
  readonly executables: ReadonlyMap<string, ExecutableEvidence>;
  /** Kept texts of the final file system by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Commands that the stages run, with the stage's index, in order. */
  readonly commands: readonly ShellCommand[];
}

const makesFiles: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/** Of Eclipse Temurin: it imports certificates where USE_SYSTEM_CA_CERTS asks for it, and hands over. */
const knownHandOver = /^__cacert_entrypoint\.sh$/;

/** Characters; a longer history was made to take time, real ones stay below a tenth of it. */
const mostReconstructed = 256 * 1024;

/** The subject, or undefined when there is no stage to rewrite, its history is no real one, or it is not for Linux. */
export function readSubject(input: SuggestInput): Subject | undefined {
  const { config, footprint } = input;
  const given = input.dockerfile !== undefined || input.source !== undefined;
  const text = input.dockerfile ?? sourceStage(input) ?? reconstruct(input);
  if (!given && text.length > mostReconstructed) return undefined;
  const dockerfile = parseDockerfile(text);
  const stages = readStages(dockerfile);
  const last = stages.at(-1);
  // What is added is written with backslashes; Dockerfiles for Windows use the backtick.
  if (last === undefined || dockerfile.escaper !== '\\') return undefined;
  // A history without steps cannot be built again.
  if (!given && !last.instructions.some(({ keyword }) => makesFiles.has(keyword))) return undefined;
  const executables = new Map<string, ExecutableEvidence>();
  const texts = new Map<string, string>();
  for (const evidence of footprint.evidence) {
    if (!evidence.live) continue;
    if (evidence.kind === 'executable') executables.set(evidence.path, evidence);
    else if (evidence.kind === 'text') texts.set(evidence.path, evidence.text);
  }
  const workdir = posix.resolve('/', config.workingDir);
  const find = (name: string): string | undefined => {
    const found = findOnPath(footprint.files, name, config.env, workdir);
    return found === undefined ? undefined : contentPath(footprint.files, found);
  };
  const scriptOf = (word: string | undefined): Subject['script'] => {
    const path = word === undefined ? undefined : find(word);
    const evidence = path === undefined ? undefined : executables.get(path);
    if (path === undefined || evidence?.format !== 'script' || !isShellName(evidence.interpreter))
      return undefined;
    const text = texts.get(path);
    return { path, ...(text === undefined ? {} : { text }) };
  };
  const outer = readLaunch(config);
  const script = scriptOf(outer.entrypoint[0]);
  const passes =
    script !== undefined &&
    outer.entrypoint.length === 1 &&
    find(outer.cmd[0] ?? '') !== undefined &&
    (isHandOver(script.text ?? 'a') || knownHandOver.test(script.path));
  const inner = passes ? readLaunch({ ...config, entrypoint: [] }) : outer;
  const launch = throughRunner(inner, {
    folders: environmentFolders(footprint.files, config.env, workdir).map((folder) => `${folder}/bin`),
    isThere: (path) => resolvePath(footprint.files, path) !== undefined,
  });
  const program = launch.entrypoint[0] === undefined ? undefined : find(launch.entrypoint[0]);
  return {
    input,
    isMinimal: isMinimal(footprint),
    dockerfile,
    given,
    user: input.wishes?.user ?? nonroot,
    stages,
    last,
    launch,
    ...(script === undefined || passes ? {} : { script }),
    workdir,
    ...(program === undefined ? {} : { program }),
    executables,
    texts,
    commands: dockerfile.instructions
      .filter((instruction) => instruction.keyword === 'RUN')
      .flatMap((run) => parseShell(shellText(run)).commands),
  };
}

/** The live path of an absolute or workdir-relative path as a program would open it. */
export function openPath(subject: Subject, path: string): string | undefined {
  const absolute = path.startsWith('/') ? path : `${subject.workdir}/${path}`;
  return resolvePath(subject.input.footprint.files, absolute);
}

/** True when a RUN calls the program with this first argument. */
export function runs(subject: Subject, program: RegExp, argument?: RegExp): boolean {
  return subject.commands.some(
    ({ name, words }) =>
      program.test(name.slice(name.lastIndexOf('/') + 1)) &&
      (argument === undefined || words.some((word) => argument.test(word.value))),
  );
}

/** The value of a variable in the image's config. */
export function envOf(subject: Subject, key: string): string | undefined {
  return subject.input.config.env.findLast((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** Its settings are inherited, so that nothing of them is repeated but what a final stage on another base needs. */
function sourceStage({ source }: SuggestInput): string | undefined {
  return source === undefined ? undefined : `FROM ${source} AS source\n`;
}

function isShellName(interpreter: string | undefined): boolean {
  return /(?:^|\/)(?:ba|da|a|k|z)?sh$|busybox/.test(interpreter ?? '');
}

function reconstruct({ config, footprint }: SuggestInput): string {
  const byLayer = new Map<number, string[]>();
  for (const [path, file] of footprint.files) {
    if (file.entry.type === 'dir') continue;
    const paths = byLayer.get(file.layer);
    if (paths === undefined) byLayer.set(file.layer, [path]);
    else paths.push(path);
  }
  return historyToDockerfile({
    config,
    instructions: footprint.instructions,
    base: footprint.base,
    ...(footprint.os === undefined ? {} : { os: footprint.os }),
    pathsOf: (layer) => byLayer.get(layer) ?? [],
  });
}
