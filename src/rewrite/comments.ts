/** Comments that stand above what moves to the final stage, and reasons as comments where they are asked for. */
import type { Comment, Dockerfile, DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { SuggestionChange } from '../model/finding.ts';

/** The comment lines right above an instruction, in order. */
export function commentsAbove(
  { comments }: Dockerfile,
  { line: below }: DockerfileInstruction,
): readonly Comment[] {
  const byLine = new Map(comments.map((comment) => [comment.line, comment]));
  const found: Comment[] = [];
  for (let line = below - 1; ; line -= 1) {
    const comment = byLine.get(line);
    if (comment === undefined) return found.reverse();
    found.push(comment);
  }
}

/** The lines with the comments of the instructions that they come from, each above the first of its keyword. */
export function withComments(
  dockerfile: Dockerfile,
  moved: readonly DockerfileInstruction[],
  lines: readonly string[],
): readonly string[] {
  const waiting = new Map<string, string[]>();
  const hasCmd = lines.some((line) => line.startsWith('CMD '));
  for (const instruction of moved) {
    const texts = commentsAbove(dockerfile, instruction).map(({ range }) =>
      dockerfile.text.slice(range.start, range.end).trim(),
    );
    // The program of CMD has become ENTRYPOINT.
    const keyword = instruction.keyword === 'CMD' && !hasCmd ? 'ENTRYPOINT' : instruction.keyword;
    if (texts.length > 0) waiting.set(keyword, [...(waiting.get(keyword) ?? []), ...texts]);
  }
  return lines.flatMap((line) => {
    const keyword = line.slice(0, line.indexOf(' '));
    const texts = waiting.get(keyword) ?? [];
    waiting.delete(keyword);
    return [...texts, line];
  });
}

const width = 100;

/** Comment lines that say each change and why, wrapped. */
export function reasonLines(changes: readonly SuggestionChange[]): readonly string[] {
  return changes.flatMap(({ what, why }) => {
    const words = `${what}: ${why}`.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').split(/ +/);
    const lines: string[] = [];
    let line = '# -';
    for (const word of words) {
      if (line.length + 1 + word.length > width) {
        lines.push(line);
        line = '#  ';
      }
      line += ` ${word}`;
    }
    return [...lines, line];
  });
}
