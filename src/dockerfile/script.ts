/** The shell script that an instruction runs, its commands placed in the Dockerfile. https://docs.docker.com/reference/dockerfile/#shell-and-exec-form */
import { jsonStrings } from './json-strings.ts';
import { offsetAt, rangeOf, segmentsOf } from './lines.ts';
import { parseShell, type ShellCommand, type ShellConstruct, type ShellLoop } from './shell.ts';
import type { DockerfileInstruction, Heredoc, Range, Segment } from './syntax.ts';

/** `exec` is the form without a shell; `other` a program that reads the text and is no shell. */
export type Dialect = 'sh' | 'bash' | 'powershell' | 'cmd' | 'exec' | 'other';

export interface Script {
  readonly dialect: Dialect;
  /** What the shell gets; `''` for the exec form. */
  readonly text: string;
  /** In source order, ranges in the file; none of a language that is not read (PowerShell, cmd, other). */
  readonly commands: readonly ShellCommand[];
  /** What POSIX does not have, in source order. */
  readonly extensions: readonly ShellConstruct[];
  readonly loops: readonly ShellLoop[];
  readonly problems: readonly { readonly message: string; readonly range: Range }[];
  /** Where a stretch of `text` stands in the file. */
  place(start: number, end: number): Range;
}

const shells: ReadonlyMap<string, Dialect> = new Map([
  ['sh', 'sh'],
  ['ash', 'sh'],
  ['dash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'bash'],
  ['ksh', 'bash'],
  ['pwsh', 'powershell'],
  ['powershell', 'powershell'],
  ['cmd', 'cmd'],
]);

/** The language of `["/bin/bash", "-o", "pipefail", "-c"]`: the last word that names a shell decides. */
export function dialectOf(shell: readonly string[]): Dialect {
  const names = shell.map((word) =>
    word
      .replace(/^.*[\\/]/, '')
      .replace(/\.exe$/i, '')
      .toLowerCase(),
  );
  return shells.get(names.findLast((name) => shells.has(name)) ?? '') ?? 'other';
}

/**
 * What RUN, CMD, ENTRYPOINT or the CMD of HEALTHCHECK runs; `shell` is the SHELL in force. The exec form gives its one command,
 * or the script's own where it calls a shell with `-c`.
 */
export function readScript(
  instruction: DockerfileInstruction,
  fileText: string,
  shell: readonly string[],
): Script {
  const { argument, argumentSegments, heredocs } = instruction;
  if (instruction.json !== undefined) return execScript(instruction, instruction.json);
  const dialect = dialectOf(shell);
  if (instruction.keyword === 'HEALTHCHECK') {
    const start = /^cmd\s+/i.exec(argument)?.[0].length ?? argument.length;
    return shellScript(
      dialect,
      argument.slice(start),
      segmentsOf({ text: argument, segments: argumentSegments }, start, argument.length),
    );
  }
  const [first] = heredocs;
  if (first === undefined) return shellScript(dialect, argument, argumentSegments);
  const alone = instruction.words.every((word) => /^\d*<<-?/.test(word.text));
  if (alone) {
    const bodies = joinPieces(heredocs.map((heredoc) => bodyPiece(heredoc)));
    return shellScript(shebangDialect(first.body) ?? dialect, bodies.text, bodies.segments);
  }
  const whole = joinPieces([
    { text: `${argument}\n`, segments: argumentSegments },
    ...heredocs.flatMap((heredoc) => [
      bodyPiece(heredoc),
      { text: `${heredoc.name}\n`, segments: [{ at: 0, offset: heredoc.range.end }] },
    ]),
  ]);
  const script = shellScript(dialect, whole.text, whole.segments);
  return { ...script, commands: [...script.commands, ...fedCommands(script, first, fileText)] };
}

/** `RUN bash -e <<EOF`: the body is a script of its own. */
function fedCommands(script: Script, heredoc: Heredoc, fileText: string): readonly ShellCommand[] {
  const [command] = script.commands;
  if (script.commands.length !== 1 || command === undefined) return [];
  const reader = dialectOf([command.name]);
  if (reader !== 'sh' && reader !== 'bash') return [];
  if (!command.words.every((word) => /^-[a-z]*$/i.test(word.value) && !/c/.test(word.value))) return [];
  const text = fileText.slice(heredoc.range.start, heredoc.range.end);
  return shellScript(reader, text, [{ at: 0, offset: heredoc.range.start }]).commands;
}

function execScript(instruction: DockerfileInstruction, words: readonly string[]): Script {
  const strings = jsonStrings(instruction.argument, instruction.argumentSegments);
  const [program = '', option = '', script] = words;
  const dialect = dialectOf([program]);
  if ((dialect === 'sh' || dialect === 'bash') && /^-[a-z]*c$/.test(option) && script !== undefined) {
    return shellScript(dialect, script, strings[2]?.segments ?? [], 'next');
  }
  const shellWords = words.map((value, index) => {
    const range = strings[index]?.range ?? instruction.argumentRange;
    const part = { kind: 'literal' as const, text: value, quoted: true, range };
    return { value, range, parts: [part], isLiteral: true };
  });
  const [nameWord, ...rest] = shellWords;
  const command: ShellCommand = {
    name: program,
    ...(nameWord === undefined ? {} : { nameWord }),
    words: rest,
    assignments: [],
    sets: [],
    redirects: [],
    range: instruction.argumentRange,
    before: '',
    after: '',
    within: [],
    isTested: false,
  };
  return {
    dialect: 'exec',
    text: '',
    commands: words.length === 0 ? [] : [command],
    extensions: [],
    loops: [],
    problems: [],
    place: () => instruction.argumentRange,
  };
}

/** `end`: a stretch ends after its last character, or where the next one begins, which an escape makes two places. */
function shellScript(
  dialect: Dialect,
  text: string,
  segments: readonly Segment[],
  end: 'last' | 'next' = 'last',
): Script {
  const place = (from: number, to: number): Range =>
    end === 'last'
      ? rangeOf({ text, segments }, from, to)
      : { start: offsetAt(segments, from), end: offsetAt(segments, Math.max(from, to)) };
  if (dialect !== 'sh' && dialect !== 'bash')
    return { dialect, text, commands: [], extensions: [], loops: [], problems: [], place };
  const { commands, extensions, loops, problems } = parseShell(text, place);
  return {
    dialect,
    text,
    commands,
    extensions,
    loops,
    problems: problems.map(({ message, at }) => ({
      message,
      range: place(Math.min(at, text.length), Math.min(at + 1, text.length)),
    })),
    place,
  };
}

interface Piece {
  readonly text: string;
  readonly segments: readonly Segment[];
}

function bodyPiece(heredoc: Heredoc): Piece {
  return { text: heredoc.body, segments: [{ at: 0, offset: heredoc.range.start }] };
}

function joinPieces(pieces: readonly Piece[]): Piece {
  let at = 0;
  const segments: Segment[] = [];
  for (const piece of pieces) {
    for (const segment of piece.segments) segments.push({ at: segment.at + at, offset: segment.offset });
    at += piece.text.length;
  }
  return { text: pieces.map(({ text }) => text).join(''), segments };
}

function shebangDialect(body: string): Dialect | undefined {
  const line = /^\s*#!([^\n]*)/.exec(body)?.[1];
  return line === undefined ? undefined : dialectOf(line.trim().split(/\s+/));
}
