/** Stages and instructions with the state that each is built in: variables, shell, user, working directory. */
import { posix } from 'node:path';
import { expandWord } from '../dockerfile/expand.ts';
import { readPairs } from '../dockerfile/pairs.ts';
import { type Dialect, readScript, type Script } from '../dockerfile/script.ts';
import { readStages, type Stage } from '../dockerfile/stages.ts';
import type { Dockerfile, DockerfileInstruction } from '../dockerfile/syntax.ts';
import { type RunCommand, readCommands } from './run-command.ts';
import { createScope, type Scope, type Variables } from './variables.ts';

/** One instruction and what holds before it. */
export interface Step {
  readonly instruction: DockerfileInstruction;
  /** True for what ONBUILD postpones: `instruction` is the one inside, whose state is of the stage that inherits it. */
  readonly isTrigger: boolean;
  /** Index of its stage; -1 before the first FROM. FROM belongs to the stage that it begins. */
  readonly stage: number;
  readonly variables: Variables;
  /** SHELL in force; the platform's own where none was set. */
  readonly shell: readonly string[];
  /** USER in force, expanded; `null` when its variables are not known; absent when it is the base's. */
  readonly user?: string | null;
  /** WORKDIR in force, absolute and expanded; `null` when it is not known; absent when it is the base's. */
  readonly workdir?: string | null;
  /** Of RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD. */
  readonly script?: Script;
  /** The script's commands, each with the program that it comes down to. */
  readonly commands: readonly RunCommand[];
}

export interface LintStage extends Stage {
  readonly steps: readonly Step[];
  /** The stage that is built. */
  readonly isTarget: boolean;
  /** The target, or a stage that it is built on or copies from. */
  readonly isUsed: boolean;
  readonly isWindows: boolean;
  /** Index of the stage at the end of its parents, the one that is built on an image. */
  readonly root: number;
  /** What holds at the stage's end. */
  readonly end: Omit<Step, 'instruction' | 'isTrigger' | 'script' | 'commands'>;
}

export interface StepOptions {
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly targetName?: string;
  readonly dialect?: Dialect;
}

/** ARGs that need no declaration. https://docs.docker.com/reference/dockerfile/#predefined-args */
const predefined =
  'HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy';
/** ARGs that FROM can use without declaration. https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const automatic =
  'TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT TARGETOSVERSION BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT BUILDOSVERSION TARGETSTAGE';
const declaredInStages: ReadonlySet<string> = new Set([...predefined.split(' '), 'PATH']);
const declaredAtTop: ReadonlySet<string> = new Set([...predefined.split(' '), ...automatic.split(' ')]);

const withScript: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const windowsImage = /(?:^|[/:-])(?:windows|nanoserver|servercore|windowsservercore)(?:[/:-]|$)/i;

interface State {
  readonly scope: Scope;
  shell: readonly string[];
  user?: string | null;
  workdir?: string | null;
}

/** Reads every stage; instructions before the first FROM come first in `steps`. */
export function readSteps(
  dockerfile: Dockerfile,
  { buildArguments, targetName, dialect }: StepOptions,
): { readonly stages: readonly LintStage[]; readonly steps: readonly Step[] } {
  const stages = readStages(dockerfile, buildArguments);
  const top: State = {
    scope: createScope(buildArguments, declaredAtTop),
    shell: defaultShell(false, dialect),
  };
  const firstFrom = stages[0]?.from;
  const before = firstFrom === undefined ? dockerfile.instructions : takeUntil(dockerfile, firstFrom);
  const steps: Step[] = before.flatMap((instruction) => advance(instruction, top, -1, dockerfile));
  const globals = top.scope.view();
  const states: State[] = [];
  const roots: number[] = [];
  const used = usedStages(stages, targetName);
  const lintStages = stages.map((stage): LintStage => {
    const parent = stage.parent === undefined ? undefined : states[stage.parent];
    const isWindows = windowsImage.test(stage.base) || /^["']?windows\b/i.test(stage.platform ?? '');
    const state: State =
      parent === undefined
        ? { scope: createScope(buildArguments, declaredInStages), shell: defaultShell(isWindows, dialect) }
        : { ...parent, scope: parent.scope.child() };
    states.push(state);
    const root = roots[stage.parent ?? -1] ?? stage.index;
    roots.push(root);
    const own: Step[] = [
      {
        instruction: stage.from,
        isTrigger: false,
        stage: stage.index,
        ...snapshot(state),
        variables: globals,
        commands: [],
      },
    ];
    for (const instruction of stage.instructions) {
      own.push(...advance(instruction, state, stage.index, dockerfile, globals));
    }
    steps.push(...own);
    return {
      ...stage,
      steps: own,
      isTarget: stage.index === used.target,
      isUsed: used.all.has(stage.index),
      isWindows,
      root,
      end: { stage: stage.index, ...snapshot(state) },
    };
  });
  return { stages: lintStages, steps };
}

function takeUntil(dockerfile: Dockerfile, from: DockerfileInstruction): readonly DockerfileInstruction[] {
  return dockerfile.instructions.slice(0, dockerfile.instructions.indexOf(from));
}

function defaultShell(isWindows: boolean, dialect: Dialect | undefined): readonly string[] {
  if (dialect !== undefined) return [dialect];
  return isWindows ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}

function snapshot({
  scope,
  shell,
  user,
  workdir,
}: State): Omit<Step, 'instruction' | 'isTrigger' | 'stage' | 'script' | 'commands'> {
  return {
    variables: scope.view(),
    shell,
    ...(user === undefined ? {} : { user }),
    ...(workdir === undefined ? {} : { workdir }),
  };
}

/** The step of an instruction, and of the one that it postpones; moves the state on. */
function advance(
  instruction: DockerfileInstruction,
  state: State,
  stage: number,
  dockerfile: Dockerfile,
  globals?: Variables,
): readonly Step[] {
  const toStep = (of: DockerfileInstruction, isTrigger: boolean): Step => {
    const commands: RunCommand[] = [];
    const script = withScript.has(of.keyword) ? { script: readScript(of, dockerfile.text, state.shell) } : {};
    const step: Step = { instruction: of, isTrigger, stage, ...snapshot(state), ...script, commands };
    commands.push(...readCommands(step));
    return step;
  };
  const steps = [toStep(instruction, false)];
  if (instruction.trigger !== undefined) steps.push(toStep(instruction.trigger, true));
  apply(instruction, state, dockerfile.escaper, globals);
  return steps;
}

function apply(
  instruction: DockerfileInstruction,
  state: State,
  escaper: string,
  globals: Variables | undefined,
): void {
  const { keyword, argument } = instruction;
  const knownValue = (text: string): string | null => {
    const { value, unknown } = expandWord(text, state.scope.view(), escaper);
    return unknown.length === 0 ? value : null;
  };
  if (keyword === 'ARG' || keyword === 'ENV') {
    // All pairs of an instruction see the values from before it.
    const pairs = readPairs(instruction).map(({ key, value }) => ({
      key,
      value: value === undefined ? globals?.get(key) : (knownValue(value) ?? undefined),
    }));
    for (const { key, value } of pairs) state.scope.set(key, value, keyword);
  } else if (keyword === 'SHELL') state.shell = instruction.json ?? state.shell;
  else if (keyword === 'USER') state.user = knownValue(argument);
  else if (keyword === 'WORKDIR') {
    const path = knownValue(argument);
    const isAbsolute = path !== null && /^(?:[/\\]|[A-Za-z]:)/.test(path);
    // Relative to the base's working directory, which is not known here.
    if (path === null || (!isAbsolute && typeof state.workdir !== 'string')) state.workdir = null;
    else state.workdir = isAbsolute ? path : posix.join(state.workdir ?? '/', path);
  }
}

function usedStages(
  stages: readonly Stage[],
  targetName: string | undefined,
): { readonly target: number; readonly all: ReadonlySet<number> } {
  const named = stages.findLast(({ name }) => name !== undefined && name === targetName?.toLowerCase());
  const target = named?.index ?? stages.length - 1;
  const all = new Set<number>();
  const waiting = [target];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const stage = stages[index];
    if (stage === undefined || all.has(index)) continue;
    all.add(index);
    waiting.push(...stage.reads, ...(stage.parent === undefined ? [] : [stage.parent]));
  }
  return { target, all };
}
