/** The shell commands of the image's RUN instructions, as rules about the build ask for them. */
import { posix } from 'node:path';
import { parseShell } from '../dockerfile/shell.ts';
import type { Footprint, Instruction } from '../model/footprint.ts';
import type { Problem } from './rule.ts';
import { quote } from './settings.ts';

/** One simple command; `words` are its arguments with the quotes taken off. */
export interface RunCommand {
  /** File name of the program, what `sudo`, `env` and their like start included: `apt-get`. */
  readonly name: string;
  readonly words: readonly string[];
  /** True when `sudo` starts it. */
  readonly sudo: boolean;
  /** True when its output is the next command's input. */
  readonly piped: boolean;
}

const starters: ReadonlySet<string> = new Set([
  'command',
  'eatmydata',
  'env',
  'exec',
  'nice',
  'nohup',
  'sudo',
  'time',
]);

/** Options of the starters whose value is the next word: `sudo -u app`, `nice -n 10`. */
const valueOption = /^-[CDghnpRTtu]$/;

/** The commands of a RUN in source order; none for other instructions and for what is no shell text. */
export function runCommands(instruction: Instruction): RunCommand[] {
  if (instruction.keyword !== 'RUN') return [];
  const text = instruction.text.replace(/^RUN\s+/i, '').replace(/^(?:--[a-z]+(?:=\S*)?\s+)+/, '');
  const { commands } = parseShell(text);
  return commands.map((command, at) => {
    const words = [command.name, ...command.words.map(({ value }) => value)];
    const between = text.slice(command.range.end, commands[at + 1]?.range.start ?? command.range.end);
    return { ...startedBy(words), piped: /^[\s)}]*\|&?[\s({]*$/.test(between) };
  });
}

function startedBy(words: readonly string[]): Pick<RunCommand, 'name' | 'words' | 'sudo'> {
  let at = 0;
  let sudo = false;
  while (starters.has(posix.basename(words[at] ?? ''))) {
    sudo ||= posix.basename(words[at] ?? '') === 'sudo';
    at += 1;
    while (/^-|^\w+=/.test(words[at] ?? '')) at += valueOption.test(words[at] ?? '') ? 2 : 1;
  }
  return { name: posix.basename(words[at] ?? ''), words: words.slice(at + 1), sudo };
}

/** One problem for every RUN in which `find` sees something; what it returns is the evidence. */
export function* runProblems(
  footprint: Footprint,
  find: (commands: readonly RunCommand[], instruction: Instruction) => readonly string[],
  message: (seen: readonly string[]) => string,
): Generator<Problem> {
  for (const instruction of footprint.instructions) {
    const seen = find(runCommands(instruction), instruction);
    if (seen.length === 0) continue;
    const location = locateInstruction(instruction);
    yield {
      message: message(seen),
      location,
      evidence: seen.map((value) => ({ label: 'command', value, location })),
      inBase: instruction.inBase,
    };
  }
}

/** An instruction as a location, with its layer where it made one. */
export function locateInstruction({ index, layer }: Instruction): { instruction: number; layer?: number } {
  return { instruction: index, ...(layer === undefined ? {} : { layer }) };
}

/** A command as evidence: its program and words, as `quote` prints them. */
export function commandText({ name, words }: RunCommand): string {
  return quote([name, ...words].join(' '));
}
