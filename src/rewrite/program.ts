/** A plan for one compiled program, whatever it was compiled from. */

import { findData } from './application.ts';
import { planClosure } from './closure-plan.ts';
import { findCompanions } from './companions.ts';
import { elvesBelow } from './folders.ts';
import { findNativeBase, type NativeBase } from './native.ts';
import type { CopyPlan, Plan } from './plan.ts';
import type { Subject } from './subject.ts';

export interface ProgramWords {
  readonly id: string;
  /** `Go`. */
  readonly language: string;
}

/** Copies the launch's program with its libraries and data; undefined when it cannot run without a shell. */
export function planProgram(subject: Subject, { id, language }: ProgramWords): Plan | undefined {
  const { program, launch, script } = subject;
  if (program === undefined || launch.needsShell !== undefined || script !== undefined) return undefined;
  const alone = findNativeBase(subject, [program]);
  const companions = findCompanions(subject, libraryNames(alone));
  const base =
    companions.length === 0
      ? alone
      : findNativeBase(
          subject,
          [
            program,
            ...elvesBelow(
              subject,
              companions.map(({ target }) => target),
            ),
          ],
          'static',
          'tell',
        );
  const own = subject.input.footprint.files.get(program);
  if (base === undefined || own === undefined) return undefined;
  // Libraries of one release belong together, and their records with that release's name.
  if (base.mixes) return planClosure(subject, program, { id, language });
  const path = `/${program}`;
  const taken = new Set([path, ...base.copies.flatMap(({ sources }) => sources)]);
  const data = findData(subject, program)
    .map((copy) => ({ ...copy, sources: copy.sources.filter((source) => !taken.has(source)) }))
    .filter(({ sources }) => sources.length > 0);
  const readable = (own.content ?? own.entry).mode & 0o005;
  const copies: readonly CopyPlan[] = [
    ...base.copies,
    { sources: [path], target: path, ...(readable === 0o005 ? {} : { writable: true }) },
    ...companions,
    ...data,
  ];
  return {
    id,
    title: `Ship the ${language} program alone on ${base.target.name}`,
    reason: base.isStatic
      ? `${path} is a static ${language} program: it needs nothing of the image that it was built in.`
      : `${path} is a ${language} program that needs ${base.copies.length === 0 ? 'the C library only' : 'a few shared libraries only'}, not the image that it was built in.`,
    target: base.target,
    copies,
    entrypoint: [path, ...launch.entrypoint.slice(1)],
    cmd: launch.cmd,
    changes: [
      {
        what: `${path} is copied from the builder`,
        why: base.isStatic
          ? 'Its ELF header names no loader and no library.'
          : base.copies.length === 0
            ? `Every library that its ELF header names is in ${base.target.name}.`
            : `Its ELF header names libraries, and those name others: ${listNames(libraryNames(base))} come along.`,
      },
      ...companions.map(({ target }) => ({
        what: `${target} is copied too`,
        why: 'A library of the program opens it by itself.',
      })),
      ...data.map(({ sources, target }) => ({
        what: `${sources.length === 1 ? target : listNames(sources)} ${sources.length === 1 ? 'is' : 'are'} copied too`,
        why: 'The command line names it, or it came with the application and is no source code: the program may read it.',
      })),
    ],
    assumptions: [
      ...base.assumptions,
      `${path} starts no other program and reads no file of the original image beside ${data.length === 0 ? 'certificates and time zones' : 'those copied, certificates and time zones'}.`,
    ],
    confidence: base.isStatic ? 'high' : 'medium',
  };
}

/** The distribution's packages that own what is copied. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function libraryNames(base: NativeBase | undefined): readonly string[] {
  return (base?.copies ?? []).flatMap(({ sources }) => sources.map(nameOf));
}

function listNames(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
