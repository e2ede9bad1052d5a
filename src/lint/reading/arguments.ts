/** Arguments of a command told apart: options with their values, and what they are applied to. */
import type { ShellWord } from '../../dockerfile/shell.ts';
import type { RunCommand } from '../query.ts';

export interface Arguments {
  /** What is no option and no option's value; everything after `--` too. */
  readonly operands: readonly ShellWord[];
  readonly options: readonly Option[];
}

export interface Option {
  /** Without dashes: `yes`, or a letter of a cluster. */
  readonly name: string;
  readonly value?: ShellWord | string;
  readonly word: ShellWord;
}

/** `valued` names the options, without dashes, whose value is the next word: `t target-release`. */
export function readArguments(words: readonly ShellWord[], valued: ReadonlySet<string>): Arguments {
  const operands: ShellWord[] = [];
  const options: Option[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const { value } = word;
    if (value === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!value.startsWith('-') || value === '-') {
      operands.push(word);
      continue;
    }
    const long = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(value);
    const name = long?.[1] ?? '';
    // A single dash with more than a letter is a cluster, unless the program knows it as one option.
    const isCluster = !value.startsWith('--') && name.length > 1 && !valued.has(name);
    const names = isCluster ? [...name] : [name];
    const inline = long?.[2];
    const last = names.at(-1) ?? '';
    const next = inline === undefined && valued.has(last) ? words[at + 1] : undefined;
    for (const one of names) {
      const own = one === last ? (inline ?? next) : undefined;
      options.push({ name: one, word, ...(own === undefined ? {} : { value: own }) });
    }
    if (next !== undefined) at += 1;
  }
  return { operands, options };
}

/** How a package manager is called. */
export interface Manager {
  readonly programs: ReadonlySet<string>;
  /** Options whose value is the next word, without dashes. */
  readonly valued: ReadonlySet<string>;
}

export interface ManagerCall extends Arguments {
  readonly command: RunCommand;
  /** `install`; the operands are without it. */
  readonly action: ShellWord;
}

export function manager(programs: string, valued = ''): Manager {
  return { programs: new Set(programs.split(' ')), valued: new Set(valued.split(' ')) };
}

/** The command as a call of the manager with one of the actions, or undefined. */
export function readCall(
  command: RunCommand,
  { programs, valued }: Manager,
  actions: ReadonlySet<string>,
): ManagerCall | undefined {
  if (!programs.has(command.program)) return undefined;
  const { operands, options } = readArguments(command.words, valued);
  const [action, ...rest] = operands;
  if (action === undefined || !actions.has(action.value)) return undefined;
  return { command, action, operands: rest, options };
}

/** True when one of the options is given, by its name without dashes. */
export function hasAny({ options }: Arguments, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}
