import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { createSubject } from '../../src/lint/create-subject.ts';
import { knownValue } from '../../src/lint/query.ts';
import type { SubjectOptions } from '../../src/lint/subject.ts';

const subjectOf = (text: string, options: SubjectOptions = {}) =>
  createSubject(parseDockerfile(text), options);

/** What `$X` is before the last instruction; `-` for what is not known. */
function lastX(text: string, options?: SubjectOptions): string {
  const subject = subjectOf(`${text}\nRUN x`, options);
  const step = subject.steps.at(-1);
  return (step === undefined ? undefined : knownValue(subject, step, '$X')) ?? '-';
}

describe('variables', () => {
  const rows: readonly (readonly [text: string, x: string])[] = [
    ['FROM a', '-'],
    ['FROM a\nENV X=1', '1'],
    ['FROM a\nENV X 1 2', '1 2'],
    ['FROM a\nARG X=1', '1'],
    ['FROM a\nARG X', '-'],
    ['FROM a\nENV X=1\nARG X=2', '1'],
    ['FROM a\nARG X=2\nENV X=1', '1'],
    ['FROM a\nENV Y=1\nENV X=$Y-2', '1-2'],
    ['FROM a\nENV X=1\nENV X=2 Y=$X', '2'],
    ['FROM a\nENV X=$Y', '-'],
    [`FROM a\nENV X=\${Y:-3}`, '3'],
    ['ARG X=1\nFROM a', '-'],
    ['ARG X=1\nFROM a\nARG X', '1'],
    ['ARG X=1\nFROM a\nARG X=2', '2'],
    ['FROM a AS b\nENV X=1\nFROM b', '1'],
    ['FROM a AS b\nARG X=1\nFROM b', '-'],
    ['FROM a AS b\nENV X=1\nFROM c', '-'],
  ];
  it.each(rows)('%j gives %s', (text, x) => {
    expect(lastX(text)).toBe(x);
  });

  it('are what the builder is told, before their defaults', () => {
    const buildArguments = new Map([['X', '9']]);
    expect(lastX('FROM a\nARG X=1', { buildArguments })).toBe('9');
    expect(lastX('ARG X=1\nFROM a\nARG X', { buildArguments })).toBe('9');
    expect(lastX('FROM a\nENV X=1', { buildArguments })).toBe('1');
    expect(subjectOf('ARG X=1\nFROM a:$X', { buildArguments }).stages[0]?.base).toBe('a:9');
  });

  it('are declared, or not', () => {
    const { steps } = subjectOf('ARG A\nFROM a\nARG B\nENV C=1\nRUN x');
    const isDeclared = (name: string) => steps.at(-1)?.variables.isDeclared(name);
    expect(['A', 'B', 'C', 'HTTP_PROXY', 'TARGETARCH'].map(isDeclared)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(steps[1]?.variables.isDeclared('TARGETARCH')).toBe(true);
    expect(steps[1]?.variables.isDeclared('A')).toBe(true);
  });
});

describe('the state of a step', () => {
  const end = (text: string) => subjectOf(text).target?.end;
  it('has user and working directory', () => {
    expect(end('FROM a')).not.toHaveProperty('user');
    expect(end('FROM a\nUSER b\nWORKDIR /c\nWORKDIR d/../e')).toMatchObject({ user: 'b', workdir: '/c/e' });
    expect(end('FROM a\nARG U\nUSER $U\nWORKDIR d')).toMatchObject({ user: null, workdir: null });
    expect(end('FROM a AS b\nUSER c\nFROM b')).toMatchObject({ user: 'c' });
  });
  it('has the shell, which stages inherit', () => {
    expect(end('FROM a AS b\nSHELL ["bash", "-c"]\nFROM b')?.shell).toEqual(['bash', '-c']);
    expect(end('FROM mcr.microsoft.com/windows/servercore:ltsc2022')?.shell).toEqual(['cmd', '/S', '/C']);
    expect(end('FROM --platform=windows/amd64 a')?.shell[0]).toBe('cmd');
  });
  it('knows what ONBUILD postpones', () => {
    const { steps } = subjectOf('FROM a\nONBUILD RUN b');
    expect(steps.map(({ instruction, isTrigger }) => [instruction.keyword, isTrigger])).toEqual([
      ['FROM', false],
      ['ONBUILD', false],
      ['RUN', true],
    ]);
  });
  it('knows which stages are built', () => {
    const text = 'FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM c\nCOPY --from=y /a /b';
    const used = (options?: SubjectOptions) => subjectOf(text, options).stages.map(({ isUsed }) => isUsed);
    expect(used()).toEqual([true, true, false, true]);
    expect(used({ targetName: 'Z' })).toEqual([false, false, true, false]);
  });
});
