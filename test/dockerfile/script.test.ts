import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { dialectOf, readScript, type Script } from '../../src/dockerfile/script.ts';

const sh = ['/bin/sh', '-c'];

function scriptOf(text: string, shell: readonly string[] = sh): Script {
  const [instruction] = parseDockerfile(text).instructions;
  if (instruction === undefined) throw new Error('no instruction');
  return readScript(instruction, text, shell);
}

/** Each command as it stands in the file. */
const slices = (text: string, shell?: readonly string[]): readonly string[] =>
  scriptOf(text, shell).commands.map(({ range }) => text.slice(range.start, range.end));

describe('readScript', () => {
  const rows: readonly (readonly [text: string, commands: readonly string[]])[] = [
    ['RUN a b && c', ['a b', 'c']],
    ['RUN --mount=type=cache,target=/c a', ['a']],
    ['RUN a \\\n  b && \\\n# comment\n  c "d e"', ['a \\\n  b', 'c "d e"']],
    ['RUN ["a", "b c"]', ['["a", "b c"]']],
    ['RUN ["sh", "-c", "a \\"b\\" && c"]', ['a \\"b\\"', 'c']],
    ['RUN [ "bash", \\\n "-ec", \\\n "a; b" ]', ['a', 'b']],
    ['RUN <<EOF\na b\nc\nEOF\n', ['a b', 'c']],
    ['RUN <<-EOF\n\ta\n\tb\n\tEOF\n', ['a', 'b']],
    ['RUN <<A <<B\na\nA\nb\nB\n', ['a', 'b']],
    ['RUN <<EOF\n#!/bin/bash\na\nEOF\n', ['a']],
    ['RUN <<EOF\n#!/usr/bin/env python3\na\nEOF\n', []],
    ['RUN bash -e <<EOF\na\nb\nEOF\n', ['bash -e <<EOF', 'a', 'b']],
    ['RUN cat <<EOF > /x && b\na\nEOF\n', ['cat <<EOF > /x', 'b']],
    ['HEALTHCHECK --interval=5s CMD curl -f x || exit 1', ['curl -f x', 'exit 1']],
    ['CMD a $b', ['a $b']],
    ['ENTRYPOINT ["/a"]', ['["/a"]']],
    ['RUN x=`a \\`b\\`` c', ['x=`a \\`b\\`` c', '`a \\`b\\``', '`a \\`b\\``']],
  ];
  it.each(rows)('%j', (text, commands) => {
    expect(slices(text)).toEqual(commands);
  });

  it('leaves the languages of other shells alone', () => {
    expect(dialectOf(['powershell', '-Command'])).toBe('powershell');
    expect(dialectOf(['C:\\Windows\\System32\\cmd.exe', '/S', '/C'])).toBe('cmd');
    expect(dialectOf(['/usr/bin/env', 'bash', '-c'])).toBe('bash');
    expect(dialectOf(['conda', 'run', '-n', 'x', '/bin/bash', '-c'])).toBe('bash');
    expect(dialectOf(['tclsh'])).toBe('other');
    expect(slices('RUN Remove-Item $x; a', ['pwsh', '-c'])).toEqual([]);
  });

  it('says what commands stand between and in', () => {
    const { commands } = scriptOf('RUN a && (b; c) | d || ! e & f');
    expect(
      commands.map(({ name, before, after, within, isTested }) => [
        name,
        before,
        after,
        within.join(),
        isTested,
      ]),
    ).toEqual([
      ['a', '', '&&', '', true],
      ['b', '', ';', 'subshell', false],
      ['c', ';', '', 'subshell', true],
      ['d', '|', '||', '', true],
      ['e', '||', '&', '', true],
      ['f', '&', '', '', false],
    ]);
    const [found] = scriptOf('RUN A=1 B="$(x)" a 2>/dev/null >> "$f"').commands;
    expect(found).toMatchObject({
      assignments: ['A', 'B'],
      redirects: [
        { operator: '>', descriptor: 2, target: { value: '/dev/null' } },
        { operator: '>>', target: { parts: [{ kind: 'variable', name: 'f', quoted: true }] } },
      ],
    });
  });

  it('says where a script is wrong, and reads on', () => {
    const text = 'RUN a && (b \\\n  && c';
    const { problems, commands } = scriptOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(commands.map(({ name }) => name)).toContain('a');
    for (const { range } of problems) expect(range.end).toBeLessThanOrEqual(text.length);
  });

  it('places every word where it stands, whatever the continuations', () => {
    const word = fc.constantFrom('a', 'bc', '"d e"', "'f'", '$g', '\\\n', '\\\n# x\n', ' ', '&&', ';');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = `RUN x ${words.join(' ')}\n`;
        const script = scriptOf(text);
        for (const { nameWord, words: rest } of script.commands) {
          for (const one of [...(nameWord === undefined ? [] : [nameWord]), ...rest]) {
            const written = text.slice(one.range.start, one.range.end).replace(/\\\n(?:\s*#[^\n]*\n)*/g, '');
            expect(written.replace(/["']/g, '')).toBe(one.value);
          }
        }
      }),
    );
  });
});
