/** The questions that many rules ask of a subject. */
import { expandWord } from '../dockerfile/expand.ts';
import type { ShellWord } from '../dockerfile/shell.ts';
import type { RunCommand } from './run-command.ts';
import type { Step } from './steps.ts';
import type { LintSubject } from './subject.ts';

/** The steps of some keywords, in order, what ONBUILD postpones included. */
export function stepsOf(subject: LintSubject, ...keywords: readonly string[]): readonly Step[] {
  const [keyword] = keywords;
  if (keywords.length === 1 && keyword !== undefined) return subject.byKeyword.get(keyword) ?? [];
  return keywords
    .flatMap((one) => subject.byKeyword.get(one) ?? [])
    .sort((a, b) => a.instruction.range.start - b.instruction.range.start);
}

/** A word of the Dockerfile without quotes and with its variables; undefined when one is not known. */
export function knownValue(subject: LintSubject, step: Step, text: string): string | undefined {
  const { value, unknown } = expandWord(text, step.variables, subject.dockerfile.escaper);
  return unknown.length === 0 ? value : undefined;
}

export type { RunCommand } from './run-command.ts';

/** Every command of every RUN, in source order. */
export function runCommands(subject: LintSubject): readonly RunCommand[] {
  return subject.commands;
}

/** The commands of one step's script, in source order; assignments alone are none. */
export function commandsOf(step: Step): readonly RunCommand[] {
  return step.commands;
}

/** True when a word is one of these options, alone (`-y`), in a cluster (`-qy`) or with a value (`--assume-yes=x`). */
export function hasOption(words: readonly ShellWord[], short: string, ...long: readonly string[]): boolean {
  return words.some(({ value }) => {
    if (value.startsWith('--')) return long.includes(value.replace(/^--/, '').replace(/=.*$/, ''));
    return short !== '' && /^-[A-Za-z]+$/.test(value) && value.includes(short);
  });
}

/** The words that are no options. */
export function operandsOf(words: readonly ShellWord[]): readonly ShellWord[] {
  return words.filter(({ value }) => !value.startsWith('-'));
}
