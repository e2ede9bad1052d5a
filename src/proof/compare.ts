/** Whether two runs are the same to whoever uses the image. */
import type { ProofRun } from '../model/proof.ts';

/** What of the output may differ from run to run. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b0x[0-9a-f]{6,16}\b/g, '<address>'],
];

/** One sentence for each difference; empty when the runs are the same. `ignore` is replaced before comparing. */
export function compareRuns(before: ProofRun, after: ProofRun, ignore: readonly RegExp[]): readonly string[] {
  const differences: string[] = [];
  const end = (run: ProofRun): string =>
    run.exitCode === undefined ? 'runs on' : `ends with exit code ${run.exitCode}`;
  if (end(before) !== end(after)) differences.push(`The original ${end(before)}, the rewrite ${end(after)}.`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const [a, b] = [normalize(before[stream], ignore), normalize(after[stream], ignore)];
    if (a !== b) differences.push(`Their ${stream} differs: ${firstDifference(a, b)}.`);
  }
  if (before.probe !== after.probe) {
    differences.push(
      `The probe gets ${quote(before.probe)} of the original, ${quote(after.probe)} of the rewrite.`,
    );
  }
  return differences;
}

function normalize(text: string, ignore: readonly RegExp[]): string {
  const known = volatile.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
  return ignore.reduce((result, pattern) => result.replace(pattern, '<ignored>'), known).trimEnd();
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  const line = at < 0 ? left.length : at;
  return `line ${line + 1} is ${quote(left[line])}, then ${quote(right[line])}`;
}

function quote(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 200));
}
