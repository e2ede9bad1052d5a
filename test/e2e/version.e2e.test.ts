/** Version schemes against the programs that own them, on generated pairs: scheme | program | pairs | equal | differences. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { schemes } from '../../src/version/list.ts';
import { tool } from './support/tool.ts';
import { askOracle, oracleIds, type Pair } from './support/version-oracles.ts';

const pairCount = 12_000;

/** What a scheme's versions are made of; what comes out need not be one. */
const grammars: Readonly<Record<string, readonly (readonly string[])[]>> = {
  alpm: [
    ['', '', '', '0:', '1:', '01:'],
    ['1', '0', '10', '2', 'a', '1.', '1..', '1_', 'r12', '.1'],
    ['', '.0', '.10', '.9', '_rc1', '+git', 'a1', 'rc', '..1', '.x', '.', '+'],
    ['', '', '.1', '1', '.b', '01', '_2', 'B', '..'],
    ['-1', '-1', '-2', '-10', '-1.1', ''],
  ],
  composer: [
    ['', '', 'v', 'V'],
    ['1', '1.0', '1.2.3', '1.10', '2.0.0.1', '20240102', '2024.01.02', '2024-01', '99999', '1.x', '1.2.*'],
    [
      '',
      '',
      '',
      '-alpha',
      'beta2',
      '.RC-3',
      '_p1',
      '-patch.2',
      'pl',
      '-stable',
      '-a.1',
      'b12',
      '-rc.10.2',
      '.',
    ],
    ['', '', '', '-dev', '.dev', 'dev'],
    ['', '', '', '+build', '+20240101.sha'],
  ],
  conan: [
    ['1', '1.0', '1.0.0', '1.2', '1.10', '2', 'cci', '9e', '01', 'system'],
    ['', '', '.0', '.1', '.20240101', '.a', '.00'],
    ['', '', '', '-alpha', '-1', '-rc.1', '-rc.2', '-a-b', '-'],
    ['', '', '', '+1', '+build', '+1.0', '+a-b'],
  ],
  cran: [
    ['1', '0', '10', '2023', '01'],
    ['.0', '-1', '.10', '.9', '-0', '.20230101'],
    ['', '', '.1', '-1', '.0', '-10', '.01'],
    ['', '', '', '.1', '-2'],
  ],
  deb: [
    ['', '', '', '0:', '1:', '10:'],
    ['1', '0', '10', '9', '1a', '2~', '20230101'],
    ['', '.', '.0', '.10', '.9', '~rc', '+dfsg', 'a', 'Z', '.1.2'],
    ['', '', '1', '09', '~', '+git1', '.x', 'b2'],
    ['', '', '-1', '-0', '-1ubuntu1', '-1~deb12u1', '-1+deb12u2', '-1+deb12u10', '-0.1'],
    ['', '', '', '+b1', '~', '.1'],
  ],
  gem: [
    ['1', '0', '10', '1.0', '2.1.3', '1.a', '0.0.0'],
    ['', '.0', '.10', '.9', '.rc1', '.a', '.pre.1', '.b10', '.0.0', 'a', '1b2'],
    ['', '', '.1', '.x', '.0', '-1', '-alpha', '-java', '-a.1'],
    ['', '', '', '.0', '.A'],
  ],
  go: [
    ['', 'v'],
    ['1', '1.2', '1.2.3', '1.10.0', '0.0.0', '0.10.2', '2.0.0', '99999999999999999999.0.0'],
    [
      '',
      '',
      '-0',
      '-rc.1',
      '-rc.10',
      '-beta1',
      '-pre',
      '-20200101000000-abcdef012345',
      '-0.20210101000000-abcdef0',
    ],
    ['', '', '.0', '.1.2', '.x', '.10'],
    ['', '', '+incompatible', '+build.1'],
  ],
  hackage: [
    ['1', '0', '10', '2023'],
    ['', '.0', '.1', '.10', '.9', '.20230101'],
    ['', '', '.1', '.0', '.10'],
    ['', '', '.0', '.2.1'],
  ],
  hex: [
    ['1.2.3', '1.10.0', '0.0.0', '0.10.2', '2.0.0', '10.0.0'],
    ['', '', '-0', '-rc.1', '-rc.10', '-beta1', '-pre', '-dev-1', '-1a', '--'],
    ['', '', '.0', '.1.2', '.x', '.10', '.-'],
    ['', '', '+build.1', '+001'],
  ],
  maven: [
    ['1', '1.0', '1.0.0', '2', '1.10', '10', '0', '01', '1.0.1', '20040616', 'a'],
    ['', '', '.1', '-1', '.0', '-0', '_1', '.', '-'],
    [
      '',
      '',
      '-alpha',
      'beta',
      '-rc',
      '-SNAPSHOT',
      '.Final',
      '-GA',
      '-sp',
      '-x',
      '.RELEASE',
      '-jre',
      'm',
      '-cr',
      'a',
      'b',
    ],
    ['', '', '1', '-1', '.2', '.0', '10', '-SNAPSHOT', '-alpha-1', '.x'],
  ],
  pep440: [
    ['', '', 'v', '1!', '0!'],
    ['1', '1.0', '1.0.0', '1.2', '1.10', '2', '0.9', '01.2'],
    ['', '', '', 'a1', 'b2', 'rc1', '.rc', '-alpha-01', 'c3', 'preview2', '_beta'],
    ['', '', '.post1', '-3', '.rev', 'post002', 'r4'],
    ['', '', '.dev', '.dev1', 'dev10'],
    ['', '', '', '+local', '+1', '+1.a', '+a.1', '+ubuntu-1', '+01'],
  ],
  rpm: [
    ['', '', '', '0:', '1:', '01:'],
    ['1', '0', '10', '2', 'a', '1.'],
    ['', '.0', '.10', '.9', '~rc1', '^git', 'a1', '_2', '.x'],
    ['', '', '~', '^', '1', '.b', '01'],
    ['', '', '-1', '-1.el9', '-1.el9_2.10', '-1.el9_2.9', '-2~x'],
  ],
  semver: [
    ['1.2.3', '1.10.0', '0.0.0', '0.10.2', '2.0.0', '10.0.0', '1.2.4'],
    ['', '', '-0', '-rc.1', '-rc.10', '-beta1', '-pre', '-dev-1', '-1a', '--', '-alpha.beta'],
    ['', '', '.0', '.1.2', '.x', '.10', '.-'],
    ['', '', '+build.1', '+001'],
  ],
};

/** Pairs of versions that the scheme reads, the same in every run; a fifth differ in their last parts alone. */
function pairsOf(id: string): Pair[] {
  const scheme = schemes.find((candidate) => candidate.id === id);
  const parts = (grammars[id] ?? []).map((options) => fc.constantFrom(...options));
  const reads = (text: string) => scheme?.parse(text) !== undefined;
  const version = fc.tuple(...parts).map((chosen) => chosen.join(''));
  const related = fc
    .tuple(fc.tuple(...parts), fc.tuple(...parts), fc.nat(parts.length))
    .map(([a, b, kept]): Pair => [a.join(''), [...a.slice(0, kept), ...b.slice(kept)].join('')]);
  const pair: fc.Arbitrary<Pair> = fc.oneof({ weight: 4, arbitrary: fc.tuple(version, version) }, related);
  return fc.sample(
    pair.filter(([a, b]) => reads(a) && reads(b)),
    { numRuns: pairCount, seed: 20261123 },
  );
}

function compare(id: string, [a, b]: Pair): number {
  const scheme = schemes.find((candidate) => candidate.id === id);
  const [left, right] = [scheme?.parse(a), scheme?.parse(b)];
  if (scheme === undefined || left === undefined || right === undefined) throw new Error(`${id}: ${a} ${b}`);
  return Math.sign(scheme.compare(left, right));
}

const rows: string[] = [];

describe('versions against the programs that own them', () => {
  it.each(oracleIds)(`%s: ${pairCount} pairs`, async (id) => {
    const pairs = pairsOf(id);
    const answers = await askOracle(id, pairs);
    const differences = pairs.flatMap((pair, index) => {
      const own = compare(id, pair);
      return own === answers[index] ? [] : [`${pair.join(' ')}: imgscan ${own}, program ${answers[index]}`];
    });
    const equal = answers.filter((answer) => answer === 0).length;
    rows.push([id.padEnd(9), pairs.length, equal, differences.length].join(' | '));
    expect(differences).toEqual([]);
  });

  it('deb: dpkg --compare-versions itself on 2,000 pairs', async () => {
    const pairs = pairsOf('deb').slice(0, 2000);
    const script = `while read -r a b; do
      if dpkg --compare-versions "$a" lt "$b"; then echo -1
      elif dpkg --compare-versions "$a" eq "$b"; then echo 0
      else echo 1; fi
    done`;
    await tool('dpkg', ['--version']);
    const input = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
    const answers = (await tool('sh', ['-c', script], { input })).trim().split('\n').map(Number);
    expect(answers).toEqual(pairs.map((pair) => compare('deb', pair)));
  });

  it('deb: dpkg refuses what the scheme refuses for its structure', async () => {
    const scheme = schemes.find(({ id }) => id === 'deb');
    for (const text of ['1.0-', ':1.0', 'a:1.0', '1:', '1 0', '2147483648:1', '1.0_1', '1.0/1']) {
      expect(scheme?.parse(text), text).toBeUndefined();
      await expect(tool('dpkg', ['--validate-version', text]), text).rejects.toThrow();
    }
  });

  afterAll(() => {
    process.stdout.write(`\nscheme    | pairs | equal | differences\n${rows.join('\n')}\n`);
  });
});
