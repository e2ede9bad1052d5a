/** CVSS scores of generated vectors against Python's cvss, another implementation of FIRST's standards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreOf } from '../../src/advisory/cvss.ts';
import { tool } from './support/tool.ts';

/** Base metrics and their values, by how a vector begins. */
const standards: readonly (readonly [string, readonly string[]])[] = [
  ['', ['AV:LAN', 'AC:HML', 'Au:MSN', 'C:NPC', 'I:NPC', 'A:NPC']],
  ['CVSS:3.0/', ['AV:NALP', 'AC:LH', 'PR:NLH', 'UI:NR', 'S:UC', 'C:HLN', 'I:HLN', 'A:HLN']],
  ['CVSS:3.1/', ['AV:NALP', 'AC:LH', 'PR:NLH', 'UI:NR', 'S:UC', 'C:HLN', 'I:HLN', 'A:HLN']],
  [
    'CVSS:4.0/',
    [
      'AV:NALP',
      'AC:LH',
      'AT:NP',
      'PR:NLH',
      'UI:NPA',
      'VC:HLN',
      'VI:HLN',
      'VA:HLN',
      'SC:HLN',
      'SI:HLN',
      'SA:HLN',
    ],
  ],
];

const vector = fc.oneof(
  ...standards.map(([start, metrics]) =>
    fc
      .tuple(
        ...metrics.map((metric) => {
          const [name, values = ''] = metric.split(':');
          return fc.constantFrom(...values).map((value) => `${name}:${value}`);
        }),
      )
      .map((parts) => `${start}${parts.join('/')}`),
  ),
);

const script = `import sys
from cvss import CVSS2, CVSS3, CVSS4
for line in sys.stdin:
    text = line.strip()
    kind = CVSS4 if text.startswith('CVSS:4') else CVSS3 if text.startswith('CVSS:3') else CVSS2
    print(float(kind(text).base_score))`;

it('scores 20,000 vectors of CVSS 2, 3.0, 3.1 and 4.0 alike', async () => {
  const vectors = fc.sample(vector, { numRuns: 20_000, seed: 20261123 });
  const directory = await mkdtemp(join(tmpdir(), 'imgscan-cvss-'));
  try {
    await tool('python3', ['-m', 'venv', directory]);
    await tool(join(directory, 'bin/pip'), ['install', '--quiet', 'cvss==3.6']);
    const input = `${vectors.join('\n')}\n`;
    const answers = (await tool(join(directory, 'bin/python'), ['-c', script], { input })).trim().split('\n');
    const wrong = vectors.filter((text, at) => scoreOf(text) !== Number(answers[at]));
    expect(answers).toHaveLength(vectors.length);
    expect(wrong).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
