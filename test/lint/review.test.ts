import { describe, expect, it } from 'vitest';
import { fixDockerfile } from '../../src/lint/fix.ts';
import { type Review, reviewDockerfile } from '../../src/lint/review.ts';
import type { DockerfileRule } from '../../src/lint/rule.ts';
import { copyInsteadOfAdd } from '../../src/lint/rules/copy-instead-of-add.ts';
import { syntaxError } from '../../src/lint/rules/syntax-error.ts';
import { workdirRelativePath } from '../../src/lint/rules/workdir-relative-path.ts';
import { defaultSettings, type LintSettings } from '../../src/lint/settings.ts';

const rules: readonly DockerfileRule[] = [syntaxError, workdirRelativePath, copyInsteadOfAdd];

function review(text: string, settings: Partial<LintSettings> = {}, today = '2026-11-24'): Review {
  const options = { settings: { ...defaultSettings, ...settings }, today };
  return reviewDockerfile({ file: 'Dockerfile', text, options, rules });
}

/** `line id`, of the findings that stand. */
const told = (text: string, settings?: Partial<LintSettings>): string[] => {
  const { problems, dockerfile } = review(text, settings);
  return problems.map(
    ({ rule, problem }) => `${dockerfile.text.slice(0, problem.range.start).split('\n').length} ${rule.id}`,
  );
};

describe('pragmas', () => {
  const rows: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
    ['none', 'FROM a\nADD b c\nADD d e', ['2 DL3020', '3 DL3020']],
    ['the next instruction', 'FROM a\n# hadolint ignore=DL3020\nADD b c\nADD d e', ['4 DL3020']],
    ['by a slug', 'FROM a\n# imgscan ignore=copy-instead-of-add\nADD b c', []],
    ['by an alias', 'FROM a\n# imgscan ignore=CIS-DI-0009\nADD b c', []],
    ['several ids', 'FROM a\n# hadolint ignore=DL3000, DL3020 # both\nADD b c', []],
    ['another id', 'FROM a\n# hadolint ignore=DL3000\nADD b c', ['3 DL3020']],
    ['inside an instruction', 'FROM a\nADD b \\\n# hadolint ignore=DL3020\n c', []],
    ['the whole file', 'FROM a\nADD b c\n# hadolint global ignore=DL3020\nADD d e', []],
    ['a stage', 'FROM a\n# hadolint stage ignore=DL3020\nADD b c\nADD d e\nFROM b\nADD f g', ['6 DL3020']],
    ['a stage from above', 'FROM a\nADD b c\n# imgscan stage ignore=DL3020\nFROM b\nADD d e', ['2 DL3020']],
    ['a check directive', '# check=skip=WorkdirRelativePath\nFROM a\nWORKDIR b\nADD c d', ['4 DL3020']],
    ['a check directive for all', '# check=skip=all;error=true\nFROM a\nWORKDIR b\nADD c d', ['4 DL3020']],
    [
      'a check comment',
      'FROM a\n# check=skip=WorkdirRelativePath\nWORKDIR b\nFROM c\nWORKDIR d',
      ['5 DL3000'],
    ],
    ['trivy, next line', 'FROM a\n#trivy:ignore:AVD-DS-0005\nADD b c\nADD d e', ['4 DL3020']],
    ['trivy, on top', '#trivy:ignore:DS-0005\nFROM a\nADD b c\nADD d e', []],
    ['trivy, expired', '#trivy:ignore:DS005:exp:2026-01-01\nFROM a\nADD b c', ['3 DL3020']],
    ['until a day to come', 'FROM a\n# imgscan ignore=DL3020 until=2026-12-31\nADD b c', []],
    ['until a day past', 'FROM a\n# imgscan ignore=DL3020 until=2026-01-31\nADD b c', ['3 DL3020']],
    ['a comment that is none', 'FROM a\n# see hadolint ignore=DL3020\nADD b c', ['3 DL3020']],
  ];
  it.each(rows)('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it('are not heard where the configuration forbids them', () => {
    expect(told('FROM a\n# hadolint ignore=DL3020\nADD b c', { allowsPragmas: false })).toEqual(['3 DL3020']);
  });

  it('keep what they took out, with line and reason', () => {
    const { accepted } = review('FROM a\n# imgscan ignore=DL3020 # an archive\nADD b c');
    expect(accepted).toMatchObject([
      { rule: { id: 'DL3020' }, acceptance: { by: 'pragma', pragma: { line: 2, reason: 'an archive' } } },
    ]);
  });

  it('are told of when their ids mean nothing', () => {
    const { warnings } = review('FROM a\n# hadolint ignore=DL9999,SC2086\nRUN b');
    expect(warnings.map(({ message }) => message)).toEqual(['Dockerfile:2: no rule is called "DL9999"']);
  });

  it('name the shell of RUN', () => {
    const dialect = (text: string) => review(text).subject.steps.at(-1)?.script?.dialect;
    expect(dialect('# hadolint shell=powershell\nFROM a\nRUN b')).toBe('powershell');
    expect(dialect('FROM a\nRUN b')).toBe('sh');
    expect(dialect('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b')).toBe('bash');
    expect(dialect('FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nRUN b')).toBe('cmd');
  });

  it("make the builder's checks errors", () => {
    const { problems } = review('# check=error=true\nFROM a\nWORKDIR b\nADD c d');
    expect(problems.map(({ rule, severity }) => [rule.id, severity])).toEqual([
      ['DL3000', 'high'],
      ['DL3020', 'medium'],
    ]);
  });
});

describe('settings', () => {
  const text = 'FROM a\nADD b c';
  it('ignore and weigh rules by any id', () => {
    expect(told(text, { ignored: new Set(['DS005']) })).toEqual([]);
    const { problems } = review(text, { severities: new Map([['copy-instead-of-add', 'critical']]) });
    expect(problems.map(({ severity }) => severity)).toEqual(['critical']);
  });
  it('say which of their ids mean nothing', () => {
    const { warnings } = review(text, { ignored: new Set(['DL0000']), severities: new Map([['x', 'low']]) });
    expect(warnings.map(({ message }) => message)).toEqual([
      'the configuration: no rule is called "DL0000"',
      'the configuration: no rule is called "x"',
    ]);
  });
});

describe('fixDockerfile', () => {
  const fix = (text: string, some: readonly DockerfileRule[] = rules) =>
    fixDockerfile({ file: 'Dockerfile', text, rules: some }, 'safe');

  it('changes nothing but what is found, and nothing the second time', () => {
    const text = '\uFEFF# a comment\r\nFROM a\r\n\r\n  add  b \\\r\n # c\r\n  d\r\nRUN e';
    const { text: after, fixed } = fix(text);
    expect(after).toBe(text.replace('add', 'COPY'));
    expect(fixed.map(({ rule }) => rule.id)).toEqual(['DL3020']);
    expect(fix(after).text).toBe(after);
  });

  it('leaves alone what an author accepted', () => {
    const text = 'FROM a\n# hadolint ignore=DL3020\nADD b c\n';
    expect(fix(text).text).toBe(text);
  });

  it('does not make what a builder refuses, and still makes the rest', () => {
    const broken: DockerfileRule = {
      ...copyInsteadOfAdd,
      id: 'broken',
      *check({ dockerfile }) {
        const at = dockerfile.text.indexOf('RUN');
        const range = { start: at, end: at + 3 };
        const edits = [{ range, text: 'RUNN' }];
        if (at >= 0) yield { message: 'm', range, fix: { title: 't', safety: 'safe', edits } };
      },
    };
    expect(fix('FROM a\nADD b c\nRUN d\n', [broken, copyInsteadOfAdd]).text).toBe(
      'FROM a\nCOPY b c\nRUN d\n',
    );
  });

  it('applies edits that touch each other one after the other', () => {
    const upper: DockerfileRule = {
      ...copyInsteadOfAdd,
      id: 'upper',
      *check({ dockerfile }) {
        for (const { keywordRange: range, keyword } of dockerfile.instructions) {
          if (dockerfile.text.slice(range.start, range.end) === keyword) continue;
          const edits = [{ range, text: keyword }];
          yield { message: 'm', range, fix: { title: 't', safety: 'safe', edits } };
        }
      },
    };
    const { text, fixed } = fix('from a\nadd b c\n', [upper, copyInsteadOfAdd]);
    expect(text).toBe('FROM a\nCOPY b c\n');
    expect(fixed).toHaveLength(2);
  });
});
