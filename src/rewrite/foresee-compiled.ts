/** What a compiled program will need, from how it is built: the compiler, its options, the C library of its stage. */
import { posix } from 'node:path';
import { parseShell, type ShellCommand, shellText } from '../dockerfile/shell.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import { glibcLoader } from './foresee-base.ts';

type Program = Omit<ExecutableEvidence, 'kind' | 'path'>;

const staticProgram: Program = { format: 'elf', needed: [] };
const dynamic = (...needed: readonly string[]): Program => ({
  format: 'elf',
  interpreter: glibcLoader,
  needed: ['libc.so.6', ...needed],
});

type Language = 'go' | 'rust' | 'c' | 'c++';

const compilers: readonly (readonly [RegExp, Language])[] = [
  [/^go$/, 'go'],
  [/^(cargo|rustc)$/, 'rust'],
  [/^(g\+\+|c\+\+|clang\+\+)(-\d+)?$/, 'c++'],
  [/^(gcc|cc|clang)(-\d+)?$/, 'c'],
];

/** What `-l` asks for and the distroless bases have. */
const linked: ReadonlyMap<string, string> = new Map([
  ['c', 'libc.so.6'],
  ['m', 'libm.so.6'],
  ['pthread', 'libpthread.so.0'],
  ['dl', 'libdl.so.2'],
  ['rt', 'librt.so.1'],
  ['ssl', 'libssl.so.3'],
  ['crypto', 'libcrypto.so.3'],
  ['z', 'libz.so.1'],
  ['stdc++', 'libstdc++.so.6'],
]);

/**
 * The program of a Dockerfile that compiles in one language, in the stages that end up in the image. Undefined when
 * that is not so, or what the program links against does not show.
 */
export function foreseeCompiled(stages: readonly Stage[], chain: readonly Stage[]): Program | undefined {
  const used = usedStages(stages, chain);
  const builds = used.flatMap((stage) =>
    commandsOf(stage).flatMap((command) => {
      const language = languageOf(command);
      return language === undefined ? [] : [{ stage, command, language }];
    }),
  );
  const languages = new Set(builds.map(({ language }) => language));
  const [build] = builds;
  if (build === undefined || languages.size !== 1) return undefined;
  const roots = builds.map(({ stage }) => rootOf(stages, stage).base);
  const isMusl = roots.every((base) => /alpine/.test(base));
  if (build.language === 'go') return goProgram(used, isMusl);
  const words = builds.flatMap(({ command }) => command.words.map(({ value }) => value));
  if (words.includes('-static') || words.some((word) => /-musl$|--target=.*-musl$|crt-static/.test(word)))
    return staticProgram;
  // The official Rust image on Alpine links statically by default.
  if (isMusl) return build.language === 'rust' ? staticProgram : undefined;
  // The distroless bases are Debian 13: what is linked against a newer C library does not start on them.
  if (!roots.every(isOldEnough)) return undefined;
  if (build.language === 'rust') return dynamic('libgcc_s.so.1');
  const libraries = words.filter((word) => /^-l\w/.test(word)).map((word) => linked.get(word.slice(2)));
  const known = libraries.filter((name) => name !== undefined);
  if (known.length < libraries.length) return undefined;
  return build.language === 'c' ? dynamic(...known) : dynamic('libstdc++.so.6', 'libgcc_s.so.1', ...known);
}

/** The commands that the RUN instructions of a stage run, in order. */
export function commandsOf(stage: Stage): readonly ShellCommand[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((run) => parseShell(shellText(run)).commands);
}

function goProgram(used: readonly Stage[], isMusl: boolean): Program | undefined {
  const instructions = used.flatMap((stage) => stage.instructions);
  const switchedOff = instructions.some(
    ({ keyword, argument, heredocs }) =>
      /^(ENV|ARG|RUN)$/.test(keyword) &&
      /\bCGO_ENABLED[= ]["']?0\b/.test([argument, ...heredocs.map(({ body }) => body)].join('\n')),
  );
  if (switchedOff) return { ...staticProgram, go: true };
  // golang:alpine has no C compiler, so that cgo is off.
  const hasCompiler = used
    .flatMap(commandsOf)
    .some(({ words }) =>
      words.some(({ value }) => /^(gcc|g\+\+|build-base|musl-dev|build-essential)$/.test(value)),
    );
  if (isMusl) return hasCompiler ? undefined : { ...staticProgram, go: true };
  return { ...dynamic(), go: true };
}

function languageOf({ name, words }: ShellCommand): Language | undefined {
  const program = posix.basename(name);
  const found = compilers.find(([pattern]) => pattern.test(program))?.[1];
  const [verb = ''] = words.map(({ value }) => value);
  if (found === 'go') return /^(build|install)$/.test(verb) ? 'go' : undefined;
  if (program === 'cargo') return /^(build|install)$/.test(verb) ? 'rust' : undefined;
  return words.some(({ value }) => value === '--version') ? undefined : found;
}

/** The chain, and the stages that it copies from, down to their own roots. */
function usedStages(stages: readonly Stage[], chain: readonly Stage[]): readonly Stage[] {
  const used = new Set<Stage>();
  const queue = [...chain];
  for (let stage = queue.pop(); stage !== undefined; stage = queue.pop()) {
    if (used.has(stage)) continue;
    used.add(stage);
    for (const index of [...stage.reads, ...(stage.parent === undefined ? [] : [stage.parent])]) {
      const next = stages[index];
      if (next !== undefined) queue.push(next);
    }
  }
  return stages.filter((stage) => used.has(stage));
}

function rootOf(stages: readonly Stage[], stage: Stage): Stage {
  const parent = stage.parent === undefined ? undefined : stages[stage.parent];
  return parent === undefined ? stage : rootOf(stages, parent);
}

/** By the name of the base: what is built on an untold or newer release is not vouched for. */
function isOldEnough(base: string): boolean {
  const [image = '', tag = ''] = base.replace(/@.*$/, '').split(/:(?=[^/]*$)/);
  const last = image.slice(image.lastIndexOf('/') + 1);
  if (last === 'ubuntu') return /^(2[0-4]\.\d\d|25\.04|focal|jammy|noble|plucky)/.test(tag);
  if (/^(forky|sid|testing|unstable|experimental)/.test(tag)) return false;
  return /^(debian|rust|golang|buildpack-deps|node|python)$/.test(last);
}
