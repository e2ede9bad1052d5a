import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/version/list.ts';
import { tool } from './support/tool.ts';

type Pair = readonly [string, string];

/** What a scheme's versions are made of; what comes out need not be one. */
const grammars: Readonly<Record<string, readonly (readonly string[])[]>> = {
  deb: [
    ['', '', '', '0:', '1:', '10:'],
    ['1', '0', '10', '9', '1a', '2~', '20230101'],
    ['', '.', '.0', '.10', '.9', '~rc', '+dfsg', 'a', 'Z', '.1.2'],
    ['', '', '1', '09', '~', '+git1', '.x', 'b2'],
    ['', '', '-1', '-0', '-1ubuntu1', '-1~deb12u1', '-1+deb12u2', '-1+deb12u10', '-0.1'],
    ['', '', '', '+b1', '~', '.1'],
  ],
  rpm: [
    ['', '', '', '0:', '1:', '01:'],
    ['1', '0', '10', '2', 'a', '1.'],
    ['', '.0', '.10', '.9', '~rc1', '^git', 'a1', '_2', '.x'],
    ['', '', '~', '^', '1', '.b', '01'],
    ['', '', '-1', '-1.el9', '-1.el9_2.10', '-1.el9_2.9', '-2~x'],
  ],
  pep440: [
    ['', '', 'v', '1!', '0!'],
    ['1', '1.0', '1.0.0', '1.2', '1.10', '2', '0.9', '01.2'],
    ['', '', '', 'a1', 'b2', 'rc1', '.rc', '-alpha-01', 'c3', 'preview2', '_beta'],
    ['', '', '.post1', '-3', '.rev', 'post002', 'r4'],
    ['', '', '.dev', '.dev1', 'dev10'],
    ['', '', '', '+local', '+1', '+1.a', '+a.1', '+ubuntu-1', '+01'],
  ],
};

/** Pairs of versions that the scheme reads, the same in every run. */
function pairsOf(id: string, count: number): Pair[] {
  const scheme = schemes.find((candidate) => candidate.id === id);
  const version = fc
    .tuple(...(grammars[id] ?? []).map((parts) => fc.constantFrom(...parts)))
    .map((parts) => parts.join(''))
    .filter((text) => scheme?.parse(text) !== undefined);
  return fc.sample(fc.tuple(version, version), { numRuns: count, seed: 20261123 });
}

function ours(id: string, pairs: readonly Pair[]): number[] {
  const scheme = schemes.find((candidate) => candidate.id === id);
  return pairs.map(([a, b]) => {
    const [left, right] = [scheme?.parse(a), scheme?.parse(b)];
    if (scheme === undefined || left === undefined || right === undefined)
      throw new Error(`${id}: ${a} ${b}`);
    return Math.sign(scheme.compare(left, right));
  });
}

function disagreements(id: string, pairs: readonly Pair[], output: string): readonly string[] {
  const theirs = output.trim().split('\n').map(Number);
  expect(theirs).toHaveLength(pairs.length);
  return ours(id, pairs).flatMap((result, index) =>
    result === theirs[index] ? [] : [`${pairs[index]?.join(' ')}: ours ${result}, oracle ${theirs[index]}`],
  );
}

function lines(pairs: readonly Pair[]): string {
  return `${pairs.map((pair) => pair.join(' ')).join('\n')}\n`;
}

describe('versions against the programs that own them', () => {
  it('deb: dpkg --compare-versions on 6,000 pairs', async () => {
    const pairs = pairsOf('deb', 6000);
    const script = `while read -r a b; do
      if dpkg --compare-versions "$a" lt "$b"; then echo -1
      elif dpkg --compare-versions "$a" eq "$b"; then echo 0
      else echo 1; fi
    done`;
    await tool('dpkg', ['--version']);
    expect(disagreements('deb', pairs, await tool('sh', ['-c', script], { input: lines(pairs) }))).toEqual(
      [],
    );
  });

  it('deb: dpkg refuses what the scheme refuses for its structure', async () => {
    const scheme = schemes.find(({ id }) => id === 'deb');
    for (const text of ['1.0-', ':1.0', 'a:1.0', '1:', '1 0', '2147483648:1', '1.0_1', '1.0/1']) {
      expect(scheme?.parse(text), text).toBeUndefined();
      await expect(tool('dpkg', ['--validate-version', text]), text).rejects.toThrow();
    }
  });

  it('rpm: rpm.vercmp on 5,000 pairs', async () => {
    const pairs = pairsOf('rpm', 5000);
    let output = '';
    for (let start = 0; start < pairs.length; start += 500) {
      const calls = pairs
        .slice(start, start + 500)
        .map(([a, b]) => `print(rpm.vercmp("${a}", "${b}") .. "\\n")`)
        .join(' ');
      output += await tool('rpm', ['--eval', `%{lua: ${calls}}`]);
    }
    const answers = output.split('\n').filter((line) => line !== '');
    expect(disagreements('rpm', pairs, answers.join('\n'))).toEqual([]);
  });

  it('pep440: Python packaging on 5,000 pairs', async () => {
    const pairs = pairsOf('pep440', 5000);
    const script = `import sys
try:
    from packaging.version import Version
except ImportError:
    sys.exit('this test needs Python packaging: apt-get install python3-packaging (Debian), then run it again')
for line in sys.stdin:
    a, b = map(Version, line.split())
    print(-1 if a < b else 0 if a == b else 1)`;
    expect(
      disagreements('pep440', pairs, await tool('python3', ['-c', script], { input: lines(pairs) })),
    ).toEqual([]);
  });
});
