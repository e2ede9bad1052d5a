import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { DockerfileInstruction } from '../../src/dockerfile/syntax.ts';

const shape = (instruction: DockerfileInstruction) =>
  `${instruction.keyword}${instruction.flags.map((flag) => ` --${flag.name}${flag.value === undefined ? '' : `=${flag.value}`}`).join('')} ${instruction.argument}`;

const rows: readonly { name: string; text: string; gives: readonly string[] }[] = [
  { name: 'plain lines', text: 'FROM a\nRUN b c\n', gives: ['FROM a', 'RUN b c'] },
  { name: 'lower case keyword', text: 'from a\nrun b', gives: ['FROM a', 'RUN b'] },
  { name: 'CRLF and BOM', text: '\uFEFFFROM a\r\nRUN b \\\r\n  c\r\n', gives: ['FROM a', 'RUN b   c'] },
  {
    name: 'comment inside a continued line',
    text: 'RUN a && \\\n# why\n  b\nUSER x',
    gives: ['RUN a &&   b', 'USER x'],
  },
  {
    name: 'empty line inside a continued line',
    text: 'RUN a \\\n\n b\nUSER x',
    gives: ['RUN a  b', 'USER x'],
  },
  { name: 'escaped backslash ends the line', text: 'RUN a \\\\\nUSER x', gives: ['RUN a \\\\', 'USER x'] },
  {
    name: 'blanks after the continuation',
    text: 'RUN a \\  \n b\nUSER x',
    gives: ['RUN a  b', 'USER x'],
  },
  {
    name: 'backtick as escape',
    text: '# escape=`\nFROM a\nRUN dir c:\\\nRUN a `\n b',
    gives: ['FROM a', 'RUN dir c:\\', 'RUN a  b'],
  },
  {
    name: 'escape after an instruction is a comment',
    text: 'FROM a\n# escape=`\nRUN a \\\n b',
    gives: ['FROM a', 'RUN a  b'],
  },
  {
    name: 'flags',
    text: 'COPY --from=build --link --chown=1:1 /a /b',
    gives: ['COPY --from=build --link --chown=1:1 /a /b'],
  },
  {
    name: 'heredoc is not read as instructions',
    text: 'RUN <<EOF\nUSER root\nEOF\nUSER x',
    gives: ['RUN <<EOF', 'USER x'],
  },
  {
    name: 'two heredocs',
    text: 'COPY <<A <<-"B" /d/\nfrom\nA\n\tX\n\tB\nUSER x',
    gives: ['COPY <<A <<-"B" /d/', 'USER x'],
  },
  {
    name: 'here-string and quoted marker are none',
    text: 'RUN cat <<<EOF "<<EOF"\nUSER x',
    gives: ['RUN cat <<<EOF "<<EOF"', 'USER x'],
  },
  {
    name: 'heredoc marker in exec form is none',
    text: 'RUN ["cat", "<<EOF"]\nUSER x',
    gives: ['RUN ["cat", "<<EOF"]', 'USER x'],
  },
  {
    name: 'trailing continuation at the end of the file',
    text: 'RUN a \\',
    gives: ['RUN a'],
  },
];

describe('parseDockerfile', () => {
  for (const { name, text, gives } of rows) {
    it(name, () => {
      const { instructions, problems } = parseDockerfile(text);
      expect(instructions.map(shape)).toEqual(gives);
      expect(problems).toEqual([]);
    });
  }

  it('gives places that slice back to the source', () => {
    const text =
      '# syntax=docker/dockerfile:1\n\nFROM a AS b\nRUN --mount=type=cache,target=/c \\\n  go \\\n  build\n';
    const { instructions, directives } = parseDockerfile(text);
    const at = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect(directives.get('syntax')?.value).toBe('docker/dockerfile:1');
    const [from, run] = instructions;
    expect([from?.line, from?.endLine, run?.line, run?.endLine]).toEqual([3, 3, 4, 6]);
    expect(from?.words.map((word) => at(word.range))).toEqual(['a', 'AS', 'b']);
    expect(run?.words.map((word) => at(word.range))).toEqual(['go', 'build']);
    expect(run?.flags.map((flag) => at(flag.range))).toEqual(['--mount=type=cache,target=/c']);
    expect(at(run?.range)).toBe('RUN --mount=type=cache,target=/c \\\n  go \\\n  build');
  });

  it('reads the exec form, also over several lines, and leaves anything else to the shell', () => {
    const json = (text: string) => parseDockerfile(text).instructions[0]?.json;
    expect(json('CMD ["a", "b\\n\\"c"]')).toEqual(['a', 'b\n"c']);
    expect(json('CMD [ \\\n "a", \\\n "b" ]')).toEqual(['a', 'b']);
    expect(json("CMD ['a']")).toBeUndefined();
    expect(json('RUN [ -f a ] && b')).toBeUndefined();
    expect(json('CMD ["a", 1]')).toBeUndefined();
    expect(json('LABEL ["a"]')).toBeUndefined();
  });

  it('reads bodies of heredocs with their names and places', () => {
    const text = 'RUN <<-"EOF" cat\n\ta $X\n\tEOF\nUSER x\n';
    const [heredoc] = parseDockerfile(text).instructions[0]?.heredocs ?? [];
    expect(heredoc).toMatchObject({ name: 'EOF', expand: false, stripTabs: true, body: '\ta $X\n' });
    expect(text.slice(heredoc?.range.start, heredoc?.range.end)).toBe('\ta $X\n');
  });

  it('reads the instruction inside ONBUILD, and no deeper', () => {
    const [onbuild, twice] = parseDockerfile(
      'ONBUILD COPY --chown=1 a /b\nONBUILD ONBUILD RUN a',
    ).instructions;
    expect(onbuild?.trigger).toMatchObject({ keyword: 'COPY', argument: 'a /b' });
    expect(twice?.trigger).toBeUndefined();
  });

  it('says what a builder would refuse and goes on', () => {
    const text = 'FROM\nFOO bar\nONBUILD ONBUILD RUN a\nRUN <<EOF\nx\n';
    const { problems } = parseDockerfile(text);
    expect(problems.map((problem) => [problem.line, problem.message])).toEqual([
      [1, 'FROM needs an argument'],
      [2, 'unknown instruction FOO'],
      [3, 'ONBUILD needs an instruction other than ONBUILD'],
      [4, 'heredoc EOF has no end'],
    ]);
    expect(parseDockerfile('# only\n').problems[0]?.message).toBe('no instruction found');
  });

  it('refuses a text that is no Dockerfile by its length', () => {
    expect(() => parseDockerfile('x'.repeat(1024 * 1024 + 1))).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    );
  });

  it('takes any text: places stay inside, in order, and never overlap', () => {
    const piece = fc.constantFrom(
      'FROM a',
      'RUN ',
      '\\',
      '\n',
      '\r\n',
      '#',
      ' ',
      '<<EOF',
      'EOF',
      '"',
      "'",
      '[',
      ']',
      '--x=',
      'ONBUILD ',
      '`',
      '# escape=`',
      '\uFEFF',
      '$',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { instructions } = parseDockerfile(text);
        let last = 0;
        for (const instruction of instructions) {
          expect(instruction.range.start).toBeGreaterThanOrEqual(last);
          expect(instruction.range.end).toBeLessThanOrEqual(text.length);
          expect(instruction.range.end).toBeGreaterThanOrEqual(instruction.range.start);
          for (const word of instruction.words) {
            expect(word.range.start).toBeGreaterThanOrEqual(instruction.range.start);
            expect(word.range.end).toBeLessThanOrEqual(instruction.range.end);
          }
          last = instruction.range.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stays linear on a megabyte of continued lines', () => {
    const text = `RUN a${' \\\n b'.repeat(200_000)}`;
    const started = performance.now();
    expect(parseDockerfile(text).instructions[0]?.words).toHaveLength(200_001);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
