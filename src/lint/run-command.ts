/** The commands of a step as rules ask for them: what `sudo`, `env` and their like start, in place of them. */
import type { ShellCommand, ShellWord } from '../dockerfile/shell.ts';
import type { Range } from '../dockerfile/syntax.ts';
import type { Step } from './steps.ts';

/** A command that RUN runs, what `sudo`, `env` and their like start in place of them. */
export interface RunCommand {
  readonly step: Step;
  readonly command: ShellCommand;
  /** File name of the program: `apt-get`; `''` when it is not known before the build. */
  readonly program: string;
  /** The program's own word. */
  readonly programRange: Range;
  /** The program's arguments. */
  readonly words: readonly ShellWord[];
  /** What starts it, outermost first: `sudo`, `env`. */
  readonly starters: readonly string[];
}

const starters: ReadonlySet<string> = new Set(
  'command chroot doas eatmydata env exec gosu nice nohup setarch setpriv stdbuf su-exec sudo time timeout xargs'.split(
    ' ',
  ),
);
/** Starters whose first operand is not the program. */
const withOperand: ReadonlySet<string> = new Set(['chroot', 'gosu', 'su-exec', 'timeout']);
/** Options of the starters whose value is the next word: `sudo -u app`, `nice -n 10`. */
const valueOption = /^-[CDghknpRTtuILPs]$/;

/** The commands of the step's script, in source order; assignments alone are none. */
export function readCommands(step: Step): readonly RunCommand[] {
  return (step.script?.commands ?? []).flatMap((command) => {
    const { nameWord } = command;
    return nameWord === undefined ? [] : [startedBy(step, command, [nameWord, ...command.words])];
  });
}

function startedBy(step: Step, command: ShellCommand, words: readonly ShellWord[]): RunCommand {
  const started: string[] = [];
  let at = 0;
  for (; at < words.length - 1; at++) {
    const name = baseName(words[at]);
    if (!starters.has(name)) break;
    let next = at + 1;
    while (next < words.length) {
      const value = words[next]?.value ?? '';
      if (value.startsWith('-')) next += valueOption.test(value) ? 2 : 1;
      else if (/^[A-Za-z_]\w*=/.test(value)) next += 1;
      else break;
    }
    if (withOperand.has(name)) next += 1;
    // `env` alone, `command -v x`: nothing is started.
    if (next >= words.length || (name === 'command' && next > at + 1)) break;
    started.push(name);
    at = next - 1;
  }
  const program = words[at];
  return {
    step,
    command,
    program: baseName(program),
    programRange: program?.range ?? command.range,
    words: words.slice(at + 1),
    starters: started,
  };
}

function baseName(word: ShellWord | undefined): string {
  return word?.isLiteral === true ? word.value.slice(word.value.lastIndexOf('/') + 1) : '';
}
