/** A last stage that only passes on what an earlier one made: the final stage can take it from there. */
import { posix } from 'node:path';
import { expandWord } from '../dockerfile/expand.ts';
import { findStage } from '../dockerfile/stages.ts';
import type { DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { StagedCopy } from './final-stage.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/**
 * The same copies from earlier stages, when the last stage made none of them itself: each is a `COPY --from` of
 * one path, no RUN comes after it, and nothing else builds on the stage. Undefined when one is not.
 */
export function findDirect(subject: Subject, copies: readonly CopyPlan[]): readonly StagedCopy[] | undefined {
  const { last, stages, dockerfile } = subject;
  const { files } = subject.input.footprint;
  if (stages.length < 2 || last.parent !== undefined || copies.length === 0) return undefined;
  const passed = new Map<string, PassedOn>();
  let workdir = '/';
  for (const instruction of last.instructions) {
    if (instruction.keyword === 'RUN') passed.clear();
    else if (instruction.keyword === 'WORKDIR') {
      const { value, unknown } = expandWord(instruction.argument, new Map(), dockerfile.escaper);
      if (unknown.length > 0) return undefined;
      workdir = posix.resolve(workdir, value);
    } else if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      const copy = readCopy(instruction, workdir);
      const stage = copy === undefined ? undefined : findStage(stages.slice(0, last.index), copy.stage);
      const isFile = copy !== undefined && files.get(copy.target.slice(1))?.entry.type === 'file';
      if (copy !== undefined && stage !== undefined && (isFile || !copy.intoFolder))
        passed.set(copy.target, copy);
    }
  }
  const direct = copies.flatMap((copy) => {
    const found = copy.sources.length === 1 ? passed.get(copy.sources[0] ?? '') : undefined;
    return found === undefined ? [] : [{ ...copy, sources: [found.source], stage: found.stage }];
  });
  return direct.length === copies.length ? direct : undefined;
}

interface PassedOn {
  readonly stage: string;
  readonly source: string;
  readonly target: string;
  /** A file lands below the written target under its own name; a folder's content would land in it. */
  readonly intoFolder: boolean;
}

/** `COPY --from=stage /absolute/source target` without patterns and variables. */
function readCopy(instruction: DockerfileInstruction, workdir: string): PassedOn | undefined {
  const stage = instruction.flags.find((flag) => flag.name === 'from')?.value;
  if (instruction.flags.some((flag) => !/^(from|link|chown)$/.test(flag.name))) return undefined;
  const [source, target, more] = instruction.json ?? instruction.words.map((word) => word.text);
  const plain = /^\/[\w@%+=:,./-]*[\w]$/;
  if (stage === undefined || source === undefined || target === undefined || more !== undefined)
    return undefined;
  if (instruction.keyword !== 'COPY' || !plain.test(source) || !/^[\w@%+=:,./-]+$/.test(target))
    return undefined;
  const place = posix.resolve(workdir, target);
  // A folder as target takes the file below its own name; `.` and a slash at the end say that it is one.
  const isFolder = target.endsWith('/') || /(^|\/)\.\.?$/.test(target);
  const landed = isFolder ? posix.join(place, posix.basename(source)) : place;
  return { stage, source, target: landed, intoFolder: isFolder };
}
