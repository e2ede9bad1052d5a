/** Whether two runs are the same to whoever uses the image. */
import type { ProofRun } from '../model/proof.ts';

/** What of the output may differ from run to run. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\d\d[-/][A-Z][a-z]{2}[-/]\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?/g, '<time>'],
  // Process ids as gunicorn, nginx and others write them into their logs.
  [/(?<=<time>\] )\[\d+\]|(?<=Listening at: \S{1,200} )\(\d+\)|(?<=\bpid:? )\d+|\b\d+#\d+(?=:)/gi, '<pid>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b0x[0-9a-f]{6,16}\b/g, '<address>'],
];

export interface Comparison {
  /** Replaced before comparing. */
  readonly ignore: readonly RegExp[];
  /** Lines of the original that the rewrite leaves out, with the empty lines before its output. */
  readonly leftOut: readonly RegExp[];
}

/** One sentence for each difference; empty when the runs are the same. */
export function compareRuns(
  before: ProofRun,
  after: ProofRun,
  { ignore, leftOut }: Comparison,
): readonly string[] {
  const differences: string[] = [];
  const end = (run: ProofRun): string =>
    run.exitCode === undefined ? 'runs on' : `ends with exit code ${run.exitCode}`;
  if (end(before) !== end(after)) differences.push(`The original ${end(before)}, the rewrite ${end(after)}.`);
  // A server that was asked is stopped amid its log, at another line each time: its answer is what counts.
  const streams = before.probe === undefined ? (['stdout', 'stderr'] as const) : [];
  for (const stream of streams) {
    const [a, b] = [
      normalize(withoutLines(before[stream], leftOut), ignore),
      normalize(after[stream], ignore),
    ];
    if (a !== b) differences.push(`Their ${stream} differs: ${firstDifference(a, b)}.`);
  }
  if (before.probe !== after.probe) {
    differences.push(
      `The probe gets ${quote(before.probe)} of the original, ${quote(after.probe)} of the rewrite.`,
    );
  }
  return differences;
}

/** A line of each kind is left out once: a program may print the same. */
function withoutLines(text: string, leftOut: readonly RegExp[]): string {
  const lines = text.split('\n');
  const found = new Set(leftOut.map((pattern) => lines.findIndex((line) => pattern.test(line))));
  if (!lines.some((_, index) => found.has(index))) return text;
  return lines
    .filter((_, index) => !found.has(index))
    .join('\n')
    .replace(/^\n+/, '');
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
