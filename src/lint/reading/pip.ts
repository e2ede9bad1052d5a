/** `python -m pip` as the pip that it runs. */
import type { RunCommand } from '../query.ts';

const versioned = /^(pip|pipx)(?:\d+(?:\.\d+)?)?$/;

/** The command with `pip` as its program, however it is called; others as they are. */
export function asPip(command: RunCommand): RunCommand {
  const direct = versioned.exec(command.program)?.[1];
  if (direct !== undefined) return { ...command, program: direct };
  if (!/^(?:python|pypy)[\d.]*$/.test(command.program)) return command;
  const module = command.words.findIndex(({ value }) => value === '-m');
  const name = command.words[module + 1]?.value;
  if (module < 0 || (name !== 'pip' && name !== 'pipx')) return command;
  return { ...command, program: name, words: command.words.slice(module + 2) };
}
