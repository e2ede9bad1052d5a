import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOutputCollector, writeOutputs } from '../../src/cli/outputs.ts';
import { makeReport } from '../support/report.ts';

type Word = readonly ['format' | 'output', string];

function collect(...words: readonly Word[]): readonly [string, string | undefined][] {
  const collector = createOutputCollector();
  for (const [option, value] of words) collector[option](value);
  return collector.outputs().map(({ reporter, file }) => [reporter.name, file]);
}

describe('--format and --output', () => {
  it('is the table on standard output when nothing is said', () => {
    expect(collect()).toEqual([['table', undefined]]);
  });
  it('pairs each file with the format before it', () => {
    expect(collect(['format', 'json'], ['output', 'a.json'], ['format', 'table'])).toEqual([
      ['json', 'a.json'],
      ['table', undefined],
    ]);
  });
  it('takes the format of a file that has none', () => {
    expect(collect(['output', 'a.json'], ['output', 'b.txt'])).toEqual([
      ['json', 'a.json'],
      ['table', 'b.txt'],
    ]);
    expect(collect(['output', 'a.cdx.json'], ['output', 'b.spdx.json'])).toEqual([
      ['cyclonedx', 'a.cdx.json'],
      ['spdx', 'b.spdx.json'],
    ]);
    expect(collect(['output', 'a.sarif'], ['output', 'b.md'], ['output', 'c.xml'])).toEqual([
      ['sarif', 'a.sarif'],
      ['markdown', 'b.md'],
      ['junit', 'c.xml'],
    ]);
  });
  it('refuses two reports on standard output, and a format it does not know', () => {
    expect(() => collect(['format', 'json,table'])).toThrow(/2 formats for standard output/);
    expect(() => collect(['format', 'jsno'])).toThrow(
      /unknown format "jsno", expected one of .*cyclonedx, github, .*json, .*table/,
    );
  });
});

describe('writeOutputs', () => {
  it('writes a file without colours, and names one that it cannot write', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'imgscan-'));
    try {
      const file = join(directory, 'report.json');
      const outputs = (name: string) => {
        const collector = createOutputCollector();
        collector.format('json');
        collector.output(name);
        return collector.outputs();
      };
      await writeOutputs(outputs(file), [makeReport()], { color: true, list: false });
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ schemaVersion: 1 });
      const missing = join(directory, 'no', 'such', 'place.json');
      await expect(
        writeOutputs(outputs(missing), [makeReport()], { color: true, list: false }),
      ).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(missing),
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
