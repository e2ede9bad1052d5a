/** Reviews of Dockerfiles: many in one process, and one from the start of the program. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reviewDockerfile } from '../../src/lint/review.ts';
import { reviewReport } from '../../src/review.ts';
import { measureNode } from './measure.ts';

/** What the bench starts itself with, to measure a process that only reviews. */
export const reviewMode = 'review';

const count = 1_000;
/** Real ones have 50 lines in the mean (457 of GitHub's): so many examples, one stage after the other. */
const stages = 4;
const runs = 5;

const fixtures = fileURLToPath(new URL('../fixtures/rewrite/', import.meta.url));

async function makeTexts(): Promise<readonly string[]> {
  const names = (await readdir(fixtures)).filter((name) => name.endsWith('.Dockerfile')).sort();
  const examples = await Promise.all(names.map((name) => readFile(join(fixtures, name), 'utf8')));
  return Array.from({ length: count }, (_, index) => {
    const parts = Array.from(
      { length: stages },
      (_part, stage) => examples[(index + stage * 7) % examples.length],
    );
    return `# file ${index}\n${parts.join('')}`;
  });
}

/** Reviews all texts twice: as a process that has just started does, and as one that has reviewed before. */
export async function runReviews(): Promise<string> {
  const texts = await makeTexts();
  const coldAt = performance.now();
  for (const text of texts) reviewDockerfile({ file: 'Dockerfile', text });
  const first = performance.now() - coldAt;
  const startedAt = performance.now();
  const reviews = texts.map((text, index) => reviewDockerfile({ file: `${index}/Dockerfile`, text }));
  const milliseconds = performance.now() - startedAt;
  const report = reviewReport(reviews, { version: '0', warnings: [], suggestions: [], missing: new Map() });
  const whole = performance.now() - startedAt;
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0);
  return JSON.stringify({ first, milliseconds, whole, lines, findings: report.findings.length });
}

export async function benchDockerfiles(): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('./bench.js', import.meta.url));
  const program = fileURLToPath(new URL('./imgscan.js', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'imgscan-bench-'));
  try {
    const [text = ''] = await makeTexts();
    await mkdir(join(folder, 'one'));
    await writeFile(join(folder, 'one', 'Dockerfile'), text);
    const many: {
      readonly first: number;
      readonly milliseconds: number;
      readonly whole: number;
      readonly lines: number;
    }[] = [];
    const cold: number[] = [];
    const nothing: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      many.push(JSON.parse((await measureNode(script, [reviewMode])).stdout));
      const args = ['dockerfile', '--offline', '--no-shellcheck', join(folder, 'one', 'Dockerfile')];
      cold.push((await measureNode(program, args)).milliseconds);
      nothing.push((await measureNode(program, ['--version'])).milliseconds);
    }
    const best = many.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    const first = Math.min(...many.map((run) => run.first));
    const rate = (milliseconds: number): string => `${Math.round((count / milliseconds) * 1000)} a second`;
    return [
      '| Dockerfiles | lines | time | rate |',
      '| --- | --- | --- | --- |',
      `| the first ${count} of a process | ${best.lines} | ${(first / 1000).toFixed(2)} s | ${rate(first)} |`,
      `| the next ${count} | ${best.lines} | ${(best.milliseconds / 1000).toFixed(2)} s | ${rate(best.milliseconds)} |`,
      `| the next, with findings and report | ${best.lines} | ${(best.whole / 1000).toFixed(2)} s | ${rate(best.whole)} |`,
      `| one, the whole process, offline | ${text.split('\n').length} | ${Math.round(Math.min(...cold))} ms | --version: ${Math.round(Math.min(...nothing))} ms |`,
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
