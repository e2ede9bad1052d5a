import { describe, expect, it } from 'vitest';
import type { ProofRun } from '../../src/model/proof.ts';
import { compareRuns } from '../../src/proof/compare.ts';

const ran = (change: Partial<ProofRun> = {}): ProofRun => ({
  exitCode: 0,
  timedOut: false,
  stdout: 'hello\n',
  stderr: '',
  truncated: false,
  ...change,
});

describe('two runs', () => {
  it.each([
    ['are the same', ran(), ran(), 0],
    [
      'may differ in time and addresses',
      ran({ stdout: '2026-11-24T01:02:03Z at 0x7f0011223344' }),
      ran({ stdout: '2026-11-24T01:02:04Z at 0x7f0011223355' }),
      0,
    ],
    ['may differ where they are told to', ran({ stdout: 'pid 12' }), ran({ stdout: 'pid 13' }), 0],
    ['differ in the exit code', ran(), ran({ exitCode: 127 }), 1],
    ['differ in output', ran(), ran({ stdout: 'hullo\n' }), 1],
    [
      'may log what they like where a probe was answered',
      ran({ probe: '200 a', stderr: 'a\n' }),
      ran({ probe: '200 a', stderr: 'a\nb\n' }),
      0,
    ],
    ['differ in what the probe gets', ran({ probe: '200 a' }), ran({ probe: '500 b' }), 1],
    [
      'differ where one goes on',
      ran(),
      { timedOut: true, stdout: 'hello\n', stderr: '', truncated: false },
      1,
    ],
  ] as const)('%s', (_name, before, after, count) => {
    expect(compareRuns(before, after, { ignore: [/pid \d+/g], leftOut: [] })).toHaveLength(count);
  });

  it('are the same without the lines of what is left out, each once', () => {
    const echo = '\n> app@1.0.0 start\n> node main.js\n\n';
    const leftOut = [/^> \S+ start$/, /^> node main\.js$/];
    const compare = (stdout: string) =>
      compareRuns(ran({ stdout: echo + stdout }), ran({ stdout: 'a\n' }), { ignore: [], leftOut });
    expect(compare('a\n')).toEqual([]);
    expect(compare('a\n> node main.js\n')).toHaveLength(1);
    expect(compare('b\n')).toHaveLength(1);
  });

  it('name the first line that differs', () => {
    const [text] = compareRuns(ran({ stdout: 'a\nb\n' }), ran({ stdout: 'a\nc\n' }), {
      ignore: [],
      leftOut: [],
    });
    expect(text).toBe('Their stdout differs: line 2 is "b", then "c".');
  });
});
