/** Shell text of RUN to its simple commands, in source order; unbash does the parsing, nothing of it shows. */

import type { Command, SyntaxNode } from 'unbash';
import { forEachChild, parse } from 'unbash';
import type { DockerfileInstruction, Range } from './syntax.ts';

export interface ShellWord {
  /** Quotes taken off; expansions as written. */
  readonly value: string;
  readonly range: Range;
}

/** `A=1 name words...`, wherever it stands: in a list, a pipe, a subshell, a loop, a substitution. */
export interface ShellCommand {
  /** Program name, `''` for assignments alone. */
  readonly name: string;
  /** What follows the name. */
  readonly words: readonly ShellWord[];
  /** Names set for this command. */
  readonly assignments: readonly string[];
  readonly range: Range;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Syntax errors; what could be read was read. */
  readonly problems: readonly { readonly message: string; readonly at: number }[];
}

const lengthLimit = 64 * 1024;

/** Parses POSIX and bash syntax with recovery; a text over 64 KiB is one problem and no commands. */
export function parseShell(text: string): ShellScript {
  if (text.length > lengthLimit) {
    const message = `expected at most ${lengthLimit} characters of shell, found ${text.length}`;
    return { commands: [], problems: [{ message, at: lengthLimit }] };
  }
  const script = parse(text);
  const commands: ShellCommand[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') commands.push(toCommand(node));
    forEachChild(node, visit);
  };
  visit(script);
  commands.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  const problems = (script.errors ?? []).map((error) => ({ message: error.message, at: error.pos }));
  return { commands, problems };
}

/** The shell text that a RUN instruction runs: its line, its heredoc, or the script of `["sh", "-c", script]`. */
export function shellText(run: DockerfileInstruction): string {
  if (run.json !== undefined) {
    const [program, option, script] = run.json;
    const isShell = /(^|\/)(ba|da|a|z|k)?sh$/.test(program ?? '');
    return isShell && /^-[a-z]*c$/.test(option ?? '') ? (script ?? '') : run.json.map(quoteShell).join(' ');
  }
  if (run.heredocs.length === 0) return run.argument;
  // The heredoc's body is the script when nothing else stands on the line, and the command's input otherwise.
  return run.words.every((word) => /^\d*<<-?/.test(word.text))
    ? run.heredocs.map((heredoc) => heredoc.body).join('')
    : `${run.argument}\n${run.heredocs.map((heredoc) => `${heredoc.body}${heredoc.name}\n`).join('')}`;
}

function quoteShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function toCommand(node: Command): ShellCommand {
  const words = node.suffix.flatMap((part) =>
    part.type === 'Word'
      ? [{ value: part.value, range: { start: part.pos, end: part.end } }]
      : part.type === 'Assignment'
        ? [{ value: part.text, range: { start: part.pos, end: part.end } }]
        : [],
  );
  return {
    name: node.name?.value ?? '',
    words,
    assignments: node.prefix.flatMap((part) => (part.type === 'Assignment' ? [part.name] : [])),
    range: { start: node.pos, end: node.end },
  };
}
