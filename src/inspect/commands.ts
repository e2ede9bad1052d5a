/** The shell commands of the image's RUN instructions, as rules about the build ask for them. */
import { posix } from 'node:path';
import { parseShell } from '../dockerfile/shell.ts';
import { ImgscanError } from '../errors.ts';
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

/** Nested substitutions are read again for each level: more than any build has would take quadratic time. */
const mostSubstitutions = 500;
/** Characters of RUN text in a whole history; real ones stay below a tenth of it. */
const mostText = 256 * 1024;

/**
 * The commands of a RUN in source order; none for other instructions and for what is no shell text.
 * Throws LIMIT_EXCEEDED on text that could only be meant to take time.
 */
export function runCommands(instruction: Instruction): RunCommand[] {
  if (instruction.keyword !== 'RUN') return [];
  const text = instruction.text.replace(/^RUN\s+/i, '').replace(/^(?:--[a-z]+(?:=\S*)?\s+)+/, '');
  const substitutions = text.match(/\$\(|`|<<|[<>]\(/g)?.length ?? 0;
  if (substitutions > mostSubstitutions) {
    const limit = `expected at most ${mostSubstitutions} substitutions, found ${substitutions}`;
    throw new ImgscanError('LIMIT_EXCEEDED', `instruction ${instruction.index} of the history: ${limit}`);
  }
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

/** One problem for every RUN in which `find` sees something; what it returns is the evidence. Throws LIMIT_EXCEEDED. */
export function* runProblems(
  footprint: Footprint,
  find: (commands: readonly RunCommand[], instruction: Instruction) => readonly string[],
  message: (seen: readonly string[]) => string,
): Generator<Problem> {
  let characters = 0;
  for (const instruction of footprint.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    characters += instruction.text.length;
    if (characters > mostText) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `expected at most ${mostText} characters of RUN in the history, found more`,
      );
    }
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
