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

/** The stages in order; instructions before the first FROM belong to none. */
export function readStages(dockerfile: Dockerfile): readonly Stage[] {
  const globals = new Map<string, string>();
  const stages: Stage[] = [];
  const bodies: DockerfileInstruction[][] = [];
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'FROM') {
      bodies.push([]);
      stages.push(readFrom(instruction, stages, globals, dockerfile.escaper));
    } else if (bodies.length > 0) bodies.at(-1)?.push(instruction);
    else if (instruction.keyword === 'ARG') addDefaults(instruction, globals, dockerfile.escaper);
  }
  return stages.map((stage, index) => {
    const instructions = bodies[index] ?? [];
    const sources = instructions.flatMap(sourcesOf);
    const reads = new Set<number>();
    const images = new Set<string>();
    for (const source of sources) {
      const found = findStage(stages.slice(0, index), source);
      if (found === undefined) images.add(source);
      else reads.add(found.index);
    }
    return {
      ...stage,
      instructions,
      reads: [...reads].sort((a, b) => a - b),
      readsImages: [...images].sort(),
    };
  });
}

/** The stage that a name or number means; names come first, and the last of equal ones. */
export function findStage(stages: readonly Stage[], name: string): Stage | undefined {
  const wanted = name.toLowerCase();
  const named = stages.findLast((stage) => stage.name === wanted);
  return named ?? (/^\d{1,4}$/.test(name) ? stages[Number(name)] : undefined);
}

function readFrom(
  from: DockerfileInstruction,
  earlier: readonly Stage[],
  globals: ReadonlyMap<string, string>,
  escaper: string,
): Stage {
  const [image, as, name] = from.words.map((word) => word.text);
  const baseAsWritten = image ?? '';
  const base = expandWord(baseAsWritten, globals, escaper);
  const parent = findStage(
    earlier.filter((stage) => stage.name !== undefined),
    base.value,
  );
  const platform = from.flags.find((flag) => flag.name === 'platform')?.value;
  return {
    index: earlier.length,
    base: base.value,
    baseAsWritten,
    unknownArguments: base.unknown,
    from,
    instructions: [],
    reads: [],
    readsImages: [],
    ...(as?.toLowerCase() === 'as' && name !== undefined ? { name: name.toLowerCase() } : {}),
    ...(parent === undefined || parent.name !== base.value.toLowerCase() ? {} : { parent: parent.index }),
    ...(platform === undefined ? {} : { platform }),
  };
}

function addDefaults(
  instruction: DockerfileInstruction,
  globals: Map<string, string>,
  escaper: string,
): void {
  for (const { key, value } of readPairs(instruction)) {
    if (value !== undefined) globals.set(key, expandWord(value, globals, escaper).value);
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
