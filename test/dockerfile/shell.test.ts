import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { parseShell, shellText } from '../../src/dockerfile/shell.ts';

const flat = (text: string) =>
  parseShell(text).commands.map((command) =>
    [
      ...command.assignments.map((name) => `${name}=`),
      command.name,
      ...command.words.map((word) => word.value),
    ]
      .join(' ')
      .trim(),
  );

const rows: readonly (readonly [text: string, gives: readonly string[]])[] = [
  [
    'apt-get update && apt-get install -y golang-go; rm -rf /x',
    ['apt-get update', 'apt-get install -y golang-go', 'rm -rf /x'],
  ],
  ['CGO_ENABLED=0 go build app.go', ['CGO_ENABLED= go build app.go']],
  ['echo \'a b\' "c d" | tee x >/dev/null 2>&1', ['echo a b c d', 'tee x']],
  ['if [ -f a ]; then (cd b && make); fi', ['[ -f a ]', 'cd b', 'make']],
  ['for i in a b; do pip install $i; done', ['pip install $i']],
  ['x=$(curl -s u) && echo "$x"', ['x=', 'curl -s u', 'echo $x']],
  ['a # no command\nb', ['a', 'b']],
];

describe('parseShell', () => {
  for (const [text, gives] of rows) it(text, () => expect(flat(text)).toEqual(gives));

  it('slices back to the source', () => {
    const text = 'a && FOO=1 make -j "4"';
    const [, make] = parseShell(text).commands;
    expect(text.slice(make?.range.start, make?.range.end)).toBe('FOO=1 make -j "4"');
    expect(make?.words.map((word) => text.slice(word.range.start, word.range.end))).toEqual(['-j', '"4"']);
  });

  it('reads on after an error and bounds its input', () => {
    expect(parseShell('a && (b').problems.length).toBeGreaterThan(0);
    expect(flat('a && (b')).toContain('a');
    expect(parseShell('a;'.repeat(40_000)).problems[0]?.message).toContain('expected at most 65536');
  });

  it('does not overflow on deep nesting', () => {
    expect(() => parseShell(`${'$('.repeat(10_000)}a`)).not.toThrow();
    expect(() => parseShell('('.repeat(20_000))).not.toThrow();
  });
});

describe('shellText', () => {
  const of = (text: string) => {
    const [run] = parseDockerfile(text).instructions;
    return run === undefined ? '' : shellText(run);
  };
  it('knows the forms of RUN', () => {
    expect(of('RUN a && \\\n b')).toBe('a &&  b');
    expect(of('RUN <<EOF\na\nb\nEOF\n')).toBe('a\nb\n');
    expect(of('RUN python3 <<EOF\nprint(1)\nEOF\n')).toBe('python3 <<EOF\nprint(1)\nEOF\n');
    expect(of('RUN ["/bin/bash", "-ec", "a; b"]')).toBe('a; b');
    expect(of('RUN ["go", "build", "x y"]')).toBe("go build 'x y'");
  });
});
