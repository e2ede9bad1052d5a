/** Shell text of RUN to its simple commands, in source order; unbash does the parsing, nothing of it shows. */

import { parse } from 'unbash';
import { collectCommands } from './shell-walk.ts';
import type { Place } from './shell-word.ts';
import type { DockerfileInstruction, Range } from './syntax.ts';

/** A piece of a word that the shell reads in one way. */
export interface ShellPart {
  readonly kind: 'literal' | 'variable' | 'command' | 'arithmetic' | 'process' | 'glob' | 'brace';
  /** As written. */
  readonly text: string;
  /** Inside of quotes, where the shell splits nothing. */
  readonly quoted: boolean;
  /** Of a variable: `HOME` of `$HOME` and `${HOME:-x}`. */
  readonly name?: string;
  readonly range: Range;
}

export interface ShellWord {
  /** Quotes taken off; expansions as written. */
  readonly value: string;
  readonly range: Range;
  readonly parts: readonly ShellPart[];
  /** True when nothing in it is expanded, so that `value` is what the program gets. */
  readonly isLiteral: boolean;
}

export interface ShellAssignment {
  readonly name: string;
  /** Absent for arrays. */
  readonly value?: ShellWord;
  readonly range: Range;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `&>`, `<<<`, `<<` ... */
  readonly operator: string;
  /** Number before it, as in `2>`. */
  readonly descriptor?: number;
  /** Absent for heredocs. */
  readonly target?: ShellWord;
  readonly range: Range;
}

/** What stands between two commands of a list; `''` at the list's ends. */
export type ShellOperator = '' | '&&' | '||' | ';' | '&' | '|' | '|&';

/** What a command can stand in. */
export type ShellEnclosure = 'subshell' | 'group' | 'substitution' | 'if' | 'loop' | 'case' | 'function';

/** `A=1 name words...`, wherever it stands: in a list, a pipe, a subshell, a loop, a substitution. */
export interface ShellCommand {
  /** Program name, `''` for assignments alone. */
  readonly name: string;
  readonly nameWord?: ShellWord;
  /** What follows the name. */
  readonly words: readonly ShellWord[];
  /** Names set for this command. */
  readonly assignments: readonly string[];
  readonly sets: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly range: Range;
  readonly before: ShellOperator;
  readonly after: ShellOperator;
  /** Number of the pipe that it is a part of; pipes are numbered through the script. */
  readonly pipe?: number;
  /** Outermost first. */
  readonly within: readonly ShellEnclosure[];
  /** True where the shell asks how it ends: in conditions, before `&&` and `||`, after `!`. */
  readonly isTested: boolean;
}

/** What shells beyond POSIX understand, by the syntax that shows it. */
export type ShellExtension =
  | '[['
  | '(('
  | 'array'
  | 'brace'
  | "$''"
  | '<<<'
  | '&>'
  | '<()'
  | 'function'
  | 'select'
  | 'expansion';

export interface ShellConstruct {
  readonly kind: ShellExtension;
  readonly range: Range;
}

/** `for name in words` */
export interface ShellLoop {
  readonly name: string;
  readonly words: readonly ShellWord[];
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** What POSIX does not have, in source order. */
  readonly extensions: readonly ShellConstruct[];
  readonly loops: readonly ShellLoop[];
  /** Syntax errors; what could be read was read. */
  readonly problems: readonly { readonly message: string; readonly at: number }[];
}

const lengthLimit = 64 * 1024;

/** Nested substitutions are read again for each level: more than any build has would take quadratic time. */
const mostSubstitutions = 500;

/**
 * Parses POSIX and bash syntax with recovery; a text over 64 KiB, or with more than 500 substitutions, is one
 * problem and no commands. `place` says where a stretch of the text stands; without it, ranges are the text's own.
 */
export function parseShell(text: string, place: Place = (start, end) => ({ start, end })): ShellScript {
  const refuse = (what: string): ShellScript => ({
    commands: [],
    extensions: [],
    loops: [],
    problems: [{ message: what, at: 0 }],
  });
  if (text.length > lengthLimit) {
    return refuse(`expected at most ${lengthLimit} characters of shell, found ${text.length}`);
  }
  const substitutions = text.match(/\$\(|`|<<|[<>]\(/g)?.length ?? 0;
  if (substitutions > mostSubstitutions) {
    return refuse(`expected at most ${mostSubstitutions} substitutions in shell, found ${substitutions}`);
  }
  const script = parse(text);
  const problems = (script.errors ?? []).map((error) => ({ message: error.message, at: error.pos }));
  return { ...collectCommands(script, place), problems };
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
