/** One logical line to an instruction: keyword, flags, words, exec form, the trigger of ONBUILD. */
import { type LogicalLine, rangeOf, segmentsOf } from './lines.ts';
import type { DockerfileInstruction, Flag, Range, SyntaxProblem, Word } from './syntax.ts';
import { splitWords } from './words.ts';

/** Instructions of the Dockerfile reference. */
export const keywords: ReadonlySet<string> = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

const execForms: ReadonlySet<string> = new Set('ADD CMD COPY ENTRYPOINT RUN SHELL VOLUME'.split(' '));
const maybeEmpty: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);

/** The lines that the instruction's own text spans, 1-based, and those of them that are empty. */
export interface LineSpan {
  readonly line: number;
  readonly endLine: number;
  readonly emptyLines: readonly Range[];
}

/** Reads the instruction that starts at `from` in the logical line; never fails. */
export function readInstruction(
  logical: LogicalLine,
  from: number,
  span: LineSpan,
  escaper: string,
): DockerfileInstruction {
  const text = logical.text;
  const start = skipBlanks(text, from);
  let end = start;
  while (end < text.length && !/\s/.test(text[end] ?? '')) end++;
  const keyword = text.slice(start, end).toUpperCase();
  const { flags, rest } = readFlags(logical, end, escaper);
  const argumentStart = skipBlanks(text, rest);
  const argumentEnd = Math.max(argumentStart, text.trimEnd().length);
  const argument = text.slice(argumentStart, argumentEnd);
  const words: Word[] = splitWords(text.slice(0, argumentEnd), escaper, argumentStart).map((piece) => ({
    text: piece.text,
    range: rangeOf(logical, piece.start, piece.end),
  }));
  const json = execForms.has(keyword) ? readExecForm(argument) : undefined;
  return {
    keyword,
    keywordRange: rangeOf(logical, start, end),
    range: rangeOf(logical, start, Math.max(end, argumentEnd)),
    ...span,
    flags,
    argument,
    argumentRange: rangeOf(logical, argumentStart, argumentEnd),
    argumentSegments: segmentsOf(logical, argumentStart, argumentEnd),
    words,
    heredocs: [],
    ...(json === undefined ? {} : { json }),
    // The reference forbids ONBUILD ONBUILD, which also bounds the recursion.
    ...(keyword === 'ONBUILD' && argument !== '' && !/^onbuild\b/i.test(argument)
      ? { trigger: readInstruction(logical, argumentStart, span, escaper) }
      : {}),
  };
}

/** What a builder would refuse in one instruction. */
export function instructionProblems(instruction: DockerfileInstruction): readonly SyntaxProblem[] {
  const place = { range: instruction.keywordRange, line: instruction.line };
  if (!keywords.has(instruction.keyword)) {
    return [{ message: `unknown instruction ${instruction.keyword}`, ...place }];
  }
  if (instruction.keyword === 'ONBUILD' && instruction.trigger === undefined) {
    return [{ message: 'ONBUILD needs an instruction other than ONBUILD', ...place }];
  }
  if (instruction.argument === '' && !maybeEmpty.has(instruction.keyword)) {
    return [{ message: `${instruction.keyword} needs an argument`, ...place }];
  }
  return instruction.trigger === undefined ? [] : instructionProblems(instruction.trigger);
}

function readFlags(
  logical: LogicalLine,
  from: number,
  escaper: string,
): { readonly flags: readonly Flag[]; readonly rest: number } {
  const flags: Flag[] = [];
  let rest = from;
  while (logical.text.startsWith('--', skipBlanks(logical.text, rest))) {
    const [piece] = splitWords(logical.text, escaper, rest, 1);
    if (piece === undefined) break;
    rest = piece.end;
    if (piece.text === '--') break;
    const equals = piece.text.indexOf('=');
    flags.push({
      name: piece.text.slice(2, equals < 0 ? undefined : equals),
      ...(equals < 0 ? {} : { value: piece.text.slice(equals + 1) }),
      range: rangeOf(logical, piece.start, piece.end),
    });
  }
  return { flags, rest };
}

/** The strings of a JSON array of strings; anything else is the shell form. */
function readExecForm(argument: string): readonly string[] | undefined {
  if (!argument.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(argument);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}
