/** Build stages and what they build on. https://docs.docker.com/build/building/multi-stage/ */
import { expandWord } from './expand.ts';
import { readPairs } from './pairs.ts';
import type { Dockerfile, DockerfileInstruction } from './syntax.ts';
import { unquote } from './words.ts';

export interface Stage {
  readonly index: number;
  /** After AS, lower case as the builder compares it. */
  readonly name?: string;
  /** FROM's image with ARG defaults filled in. */
  readonly base: string;
  /** FROM's image as written. */
  readonly baseAsWritten: string;
  /** ARG names of FROM that have no default. */
  readonly unknownArguments: readonly string[];
  /** Index of the stage that it is built on, when `base` names one. */
  readonly parent?: number;
  readonly platform?: string;
  readonly from: DockerfileInstruction;
  /** Without FROM. */
  readonly instructions: readonly DockerfileInstruction[];
  /** Stages that COPY --from and RUN --mount=from= read, by index, ascending. */
  readonly reads: readonly number[];
  /** Other images that they read, sorted. */
  readonly readsImages: readonly string[];
}

/**
 * The stages in order; instructions before the first FROM belong to none. `given` are values of ARGs that the
 * builder is told, before their defaults.
 */
export function readStages(
  dockerfile: Dockerfile,
  given: ReadonlyMap<string, string> = new Map(),
): readonly Stage[] {
  const globals = new Map<string, string>();
  const stages: Stage[] = [];
  const bodies: DockerfileInstruction[][] = [];
  /** Of the stages so far: the last one with each name. */
  const named = new Map<string, number>();
  const reads: { readonly stages: Set<number>; readonly images: Set<string>; readonly namesake?: number }[] =
    [];
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'FROM') {
      const stage = readFrom(instruction, stages.length, named, globals, dockerfile.escaper);
      stages.push(stage);
      bodies.push([]);
      const namesake = named.get(stage.name ?? '');
      reads.push({ stages: new Set(), images: new Set(), ...(namesake === undefined ? {} : { namesake }) });
      if (stage.name !== undefined) named.set(stage.name, stage.index);
      continue;
    }
    const body = bodies.at(-1);
    if (body === undefined) {
      if (instruction.keyword === 'ARG') addDefaults(instruction, globals, given, dockerfile.escaper);
      continue;
    }
    body.push(instruction);
    for (const source of sourcesOf(instruction)) {
      const own = stages.length - 1;
      // A stage cannot read itself: its name means an earlier stage, or an image.
      const byName = named.get(source.toLowerCase());
      const index = byName === own ? reads.at(-1)?.namesake : byName;
      const byNumber = /^\d{1,5}$/.test(source) && Number(source) < own ? Number(source) : undefined;
      const found = index ?? byNumber;
      if (found === undefined) reads.at(-1)?.images.add(source);
      else reads.at(-1)?.stages.add(found);
    }
  }
  return stages.map((stage, index) => ({
    ...stage,
    instructions: bodies[index] ?? [],
    reads: [...(reads[index]?.stages ?? [])].sort((a, b) => a - b),
    readsImages: [...(reads[index]?.images ?? [])].sort(),
  }));
}

/** The stage that a name or number means; names come first, and the last of equal ones. */
export function findStage(stages: readonly Stage[], name: string): Stage | undefined {
  const wanted = name.toLowerCase();
  const named = stages.findLast((stage) => stage.name === wanted);
  return named ?? (/^\d{1,4}$/.test(name) ? stages[Number(name)] : undefined);
}

function readFrom(
  from: DockerfileInstruction,
  index: number,
  named: ReadonlyMap<string, number>,
  globals: ReadonlyMap<string, string>,
  escaper: string,
): Stage {
  const [image, as, name] = from.words.map((word) => word.text);
  const baseAsWritten = image ?? '';
  const base = expandWord(baseAsWritten, globals, escaper);
  const parent = named.get(base.value.toLowerCase());
  const platform = from.flags.find((flag) => flag.name === 'platform')?.value;
  return {
    index,
    base: base.value,
    baseAsWritten,
    unknownArguments: base.unknown,
    from,
    instructions: [],
    reads: [],
    readsImages: [],
    ...(as?.toLowerCase() === 'as' && name !== undefined ? { name: name.toLowerCase() } : {}),
    ...(parent === undefined ? {} : { parent }),
    ...(platform === undefined ? {} : { platform }),
  };
}

function addDefaults(
  instruction: DockerfileInstruction,
  globals: Map<string, string>,
  given: ReadonlyMap<string, string>,
  escaper: string,
): void {
  for (const { key, value } of readPairs(instruction)) {
    const known =
      given.get(key) ?? (value === undefined ? undefined : expandWord(value, globals, escaper).value);
    if (known !== undefined) globals.set(key, known);
  }
}

function sourcesOf(instruction: DockerfileInstruction): readonly string[] {
  return instruction.flags.flatMap((flag) => {
    const value = unquote(flag.value ?? '');
    if (flag.name === 'from') return value === '' ? [] : [value];
    if (flag.name !== 'mount') return [];
    const from = value.split(',').find((part) => part.startsWith('from='));
    return from === undefined ? [] : [from.slice('from='.length)];
  });
}
