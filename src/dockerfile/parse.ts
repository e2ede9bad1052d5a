/** A Dockerfile's text to its instructions, with places and without giving up at errors. https://docs.docker.com/reference/dockerfile/ */
import { ImgscanError } from '../errors.ts';
import { readHeredocs } from './heredoc.ts';
import { instructionProblems, readInstruction } from './instruction.ts';
import { commentOf, joinLines, type PhysicalLine, splitLines } from './lines.ts';
import type {
  Comment,
  Directive,
  Dockerfile,
  DockerfileInstruction,
  Heredoc,
  SyntaxProblem,
} from './syntax.ts';

const withHeredocs: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);
const directivePattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/;
const lengthLimit = 1024 * 1024;

/**
 * Parses any text: what a builder would refuse is told in `problems` and skipped over.
 * Throws LIMIT_EXCEEDED above a million characters.
 */
export function parseDockerfile(text: string): Dockerfile {
  if (text.length > lengthLimit) {
    throw new ImgscanError(
      'LIMIT_EXCEEDED',
      `Dockerfile is too long: expected at most ${lengthLimit} characters, found ${text.length}`,
      { hint: 'Check that the path names a Dockerfile.' },
    );
  }
  const lines = splitLines(text, text.startsWith('\uFEFF') ? 1 : 0);
  const top = readDirectives(text, lines);
  const comments: Comment[] = [];
  const instructions: DockerfileInstruction[] = [];
  const problems: SyntaxProblem[] = [...top.problems];
  for (let at = top.next; at < lines.length; ) {
    const line = lines[at];
    const comment = line === undefined ? undefined : commentOf(text, line, at);
    if (comment !== undefined) {
      comments.push(comment);
      at++;
      continue;
    }
    const joined = joinLines(text, lines, at, top.escaper);
    comments.push(...joined.comments);
    if (joined.logical.text.trim() !== '') {
      const span = { line: at + 1, endLine: joined.last + 1, emptyLines: joined.emptyLines };
      const own = readInstruction(joined.logical, 0, span, top.escaper);
      const whole = withHeredocBodies(own, text, lines, joined.next, top.escaper);
      instructions.push(whole.instruction);
      problems.push(...instructionProblems(whole.instruction), ...whole.problems);
      at = whole.next;
    } else at = joined.next;
  }
  if (instructions.length === 0) {
    problems.push({ message: 'no instruction found', range: { start: 0, end: text.length }, line: 1 });
  }
  return { text, directives: top.directives, escaper: top.escaper, instructions, comments, problems };
}

interface Directives {
  readonly directives: ReadonlyMap<string, Directive>;
  readonly escaper: string;
  readonly problems: readonly SyntaxProblem[];
  /** Index of the first line that is none. */
  readonly next: number;
}

const directiveNames: ReadonlySet<string> = new Set(['check', 'escape', 'syntax']);

/** Directives stand before everything else; the first line that is none makes all later ones comments. */
function readDirectives(text: string, lines: readonly PhysicalLine[]): Directives {
  const directives = new Map<string, Directive>();
  const problems: SyntaxProblem[] = [];
  let escaper = '\\';
  let next = 0;
  for (; next < lines.length; next++) {
    const line = lines[next];
    const raw = line === undefined ? '' : text.slice(line.start, line.end).trim();
    const match = directivePattern.exec(raw);
    const name = (match?.[1] ?? '').toLowerCase();
    if (match === null || !directiveNames.has(name)) break;
    const place = { range: { start: line?.start ?? 0, end: line?.end ?? 0 }, line: next + 1 };
    if (directives.has(name)) {
      problems.push({ message: `the ${name} directive is here for the second time`, ...place });
      continue;
    }
    const value = match[2] ?? '';
    directives.set(name, { value, ...place });
    if (name !== 'escape') continue;
    if (value === '\\' || value === '`') escaper = value;
    else problems.push({ message: 'the escape directive takes a backslash or a backtick', ...place });
  }
  return { directives, escaper, problems, next };
}

function withHeredocBodies(
  own: DockerfileInstruction,
  text: string,
  lines: readonly PhysicalLine[],
  next: number,
  escaper: string,
): {
  readonly instruction: DockerfileInstruction;
  readonly problems: readonly SyntaxProblem[];
  readonly next: number;
} {
  const carrier = own.trigger ?? own;
  if (!withHeredocs.has(carrier.keyword) || carrier.json !== undefined) {
    return { instruction: own, problems: [], next };
  }
  const bodies = readHeredocs(carrier.words, text, lines, next, escaper);
  if (bodies.heredocs.length === 0) return { instruction: own, problems: [], next };
  const last = Math.min(bodies.next, lines.length) - 1;
  const extend = (inner: DockerfileInstruction, heredocs: readonly Heredoc[]): DockerfileInstruction => ({
    ...inner,
    heredocs,
    endLine: last + 1,
    range: { start: inner.range.start, end: lines[last]?.end ?? text.length },
  });
  const instruction =
    own.trigger === undefined
      ? extend(own, bodies.heredocs)
      : { ...extend(own, []), trigger: extend(own.trigger, bodies.heredocs) };
  const problems =
    bodies.unterminated === undefined
      ? []
      : [
          {
            message: `heredoc ${bodies.unterminated} has no end`,
            range: own.keywordRange,
            line: own.line,
          },
        ];
  return { instruction, problems, next: bodies.next };
}
