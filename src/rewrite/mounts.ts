/** Caches that RUN keeps between builds, added where a step downloads or compiles. https://docs.docker.com/build/cache/optimize/#use-cache-mounts */
import { posix } from 'node:path';
import { parseShell, type ShellCommand, shellText } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { SuggestionChange } from '../model/finding.ts';
import type { TextEdit } from './builder.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

export interface Mounts {
  readonly edits: readonly TextEdit[];
  readonly changes: readonly SuggestionChange[];
}

/** Both, in this order where they stand at the same place. */
export function joinMounts(one: Mounts, other: Mounts): Mounts {
  return { edits: [...one.edits, ...other.edits], changes: [...one.changes, ...other.changes] };
}

interface Cache {
  readonly program: RegExp;
  readonly words: RegExp;
  readonly target: string;
  /** Options and variables that switch it off. */
  readonly off?: RegExp;
  /** Last part of the base's name where the folder is only its. */
  readonly base?: RegExp;
  /** It holds what later steps need: all of them have to be known to mount it too. */
  readonly isStore?: true;
  /** Its tool does not share it. */
  readonly isLocked?: true;
}

const caches: readonly Cache[] = [
  {
    program: /^npm$/,
    words: /^(?:ci|i|install)\b/,
    target: '/root/.npm',
    // What the base brought in its cache would be hidden.
    off: /--offline\b|\bnpm_config_cache\b/i,
  },
  {
    program: /^(?:pip[\d.]*|python[\d.]*)$/,
    words: /^(?:-m pip )?install\b/,
    target: '/root/.cache/pip',
    off: /--no-cache-dir\b|\bPIP_NO_CACHE_DIR\b/,
  },
  {
    program: /^uv$/,
    words: /^(?:pip|sync)\b/,
    target: '/root/.cache/uv',
    off: /--no-cache\b|\bUV_NO_CACHE\b/,
  },
  {
    program: /^go$/,
    words: /^(?:build|install|test)\b/,
    target: '/root/.cache/go-build',
    off: /\bGOCACHE\b/,
  },
  {
    program: /^go$/,
    words: /^\w/,
    target: '/go/pkg/mod',
    base: /^golang$/,
    off: /\bGOMODCACHE\b|\bGOPATH\b/,
    isStore: true,
  },
  {
    program: /^cargo$/,
    words: /^(?:build|fetch|install|chef|test)\b/,
    target: '/usr/local/cargo/registry',
    base: /^rust$/,
    off: /\bCARGO_HOME\b/,
    isStore: true,
  },
  {
    program: /^mvnw?$/,
    words: /./,
    target: '/root/.m2',
    off: /\bmaven\.repo\.local\b/,
    isStore: true,
    isLocked: true,
  },
  {
    program: /^gradlew$/,
    words: /./,
    target: '/root/.gradle',
    off: /\bGRADLE_USER_HOME\b/,
    isStore: true,
    isLocked: true,
  },
  {
    program: /^dotnet$/,
    words: /^(?:build|publish|restore|test)\b/,
    target: '/root/.nuget/packages',
    off: /\bNUGET_PACKAGES\b/,
    isStore: true,
  },
];

/** They may start any of the tools above where nobody sees it. */
const opaque = /^(?:make|ninja|bash|sh|ash|just|task|bazel|meson|xargs|eval|source|\.)$|\.sh$/;

/**
 * Edits of steps that run as root. `copies` are what the final stage takes, which must not lie in a cache; absent
 * where the last stage stays the image.
 */
export function cacheMounts(subject: Subject, copies?: readonly CopyPlan[]): Mounts {
  const { input, stages, dockerfile } = subject;
  const nothing = { edits: [], changes: [] };
  if (input.dockerfile === undefined || input.wishes?.mounts === false) return nothing;
  const isSeen = !subject.commands.some(
    ({ name }) => opaque.test(posix.basename(name)) || name.startsWith('$'),
  );
  const steps = stepsOf(stages);
  const started = startedStages(stages, copies !== undefined);
  const usable = caches.filter((cache) => {
    if (cache.off?.test(dockerfile.text) === true || isNamed(subject, copies ?? [], cache.target))
      return false;
    const users = steps.filter((step) => fits(step, cache));
    return cache.isStore === true
      ? isSeen && users.every(({ takesMounts, stage }) => takesMounts && !started.has(stage))
      : users.some(({ takesMounts }) => takesMounts);
  });
  const edits: TextEdit[] = [];
  const targets = new Set<string>();
  for (const step of steps) {
    const fitting = usable.filter((cache) => step.takesMounts && fits(step, cache));
    if (fitting.length === 0) continue;
    const mounts = fitting.map(({ target, isLocked }) => {
      targets.add(target);
      return ` --mount=type=cache,target=${target}${isLocked === true ? ',sharing=locked' : ''}`;
    });
    const at = step.run.keywordRange.end;
    edits.push({ range: { start: at, end: at }, text: mounts.join('') });
  }
  if (edits.length === 0) return nothing;
  return {
    edits,
    changes: [
      {
        what: `RUN keeps ${[...targets].sort().join(', ')} between builds`,
        why: 'What was downloaded and compiled once is not fetched and made again with each change, and is in no layer.',
      },
    ],
  };
}

function fits({ base, commands }: Step, cache: Cache): boolean {
  if (cache.base?.test(base) === false) return false;
  return commands.some(
    ({ name, words }) =>
      cache.program.test(posix.basename(name)) && cache.words.test(words.map(({ value }) => value).join(' ')),
  );
}

/** True when an instruction reads the folder, or the final stage takes something of it. */
function isNamed({ dockerfile }: Subject, copies: readonly CopyPlan[], target: string): boolean {
  return (
    copies.some(({ sources }) => sources.some((path) => `${path}/`.startsWith(`${target}/`))) ||
    dockerfile.instructions.some(
      ({ keyword, argument, flags }) =>
        keyword !== 'ENV' &&
        (argument.includes(target) || flags.some(({ value }) => value?.includes(target) === true)),
    )
  );
}

interface Step {
  readonly stage: Stage;
  readonly run: DockerfileInstruction;
  readonly commands: readonly ShellCommand[];
  /** Last part of the name of what the stage is built on. */
  readonly base: string;
  /** It is in shell form, and its user is root as far as the Dockerfile says: the folders are root's. */
  readonly takesMounts: boolean;
}

/** Stages that are run themselves, by their name as target, with what they are built on: they need their stores. */
function startedStages(stages: readonly Stage[], isLastBuilder: boolean): ReadonlySet<Stage> {
  const started = new Set<Stage>();
  for (const stage of stages) {
    const isLast = stage === stages.at(-1);
    const starts = stage.instructions.some(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword));
    if (isLast ? isLastBuilder : !starts) continue;
    // A stage's parent always stands before it, so this ends.
    for (let one: Stage | undefined = stage; one !== undefined; ) {
      started.add(one);
      one = one.parent === undefined ? undefined : stages[one.parent];
    }
  }
  return started;
}

function stepsOf(stages: readonly Stage[]): readonly Step[] {
  const found: Step[] = [];
  const ends: { readonly isRoot: boolean; readonly base: string }[] = [];
  for (const stage of stages) {
    const parent = stage.parent === undefined ? undefined : ends[stage.parent];
    const name = stage.base.replace(/@.*$/, '').replace(/:[^/]*$/, '');
    const base = parent?.base ?? name.slice(name.lastIndexOf('/') + 1);
    let isRoot = parent?.isRoot ?? true;
    for (const run of stage.instructions) {
      if (run.keyword === 'USER') isRoot = /^(?:root|0)(?::|$)/.test(run.argument.trim());
      if (run.keyword !== 'RUN') continue;
      const takesMounts = isRoot && run.json === undefined && run.heredocs.length === 0;
      found.push({ stage, run, commands: parseShell(shellText(run)).commands, base, takesMounts });
    }
    ends.push({ isRoot, base });
  }
  return found;
}
