/** Two texts as a unified diff. https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */

const context = 3;

type Step = { readonly kind: ' ' | '-' | '+'; readonly line: string };

/** The diff with its final newline; `''` for equal texts. Lines keep their ends, `\r` included. */
export function unifiedDiff(before: string, after: string, name: string): string {
  if (before === after) return '';
  const steps = diffLines(splitKeeping(before), splitKeeping(after));
  const parts = [`--- ${name}\n+++ ${name}\n`];
  let oldLine = 1;
  let newLine = 1;
  for (let at = 0; at < steps.length; ) {
    const start = steps.findIndex(({ kind }, index) => index >= at && kind !== ' ');
    if (start < 0) break;
    const from = Math.max(at, start - context);
    const to = hunkEnd(steps, start);
    const skipped = from - at;
    oldLine += skipped;
    newLine += skipped;
    const hunk = steps.slice(from, to);
    const removed = hunk.filter(({ kind }) => kind !== '+').length;
    const added = hunk.filter(({ kind }) => kind !== '-').length;
    parts.push(`@@ -${span(oldLine, removed)} +${span(newLine, added)} @@\n`);
    for (const { kind, line } of hunk) {
      parts.push(line.endsWith('\n') ? `${kind}${line}` : `${kind}${line}\n\\ No newline at end of file\n`);
    }
    oldLine += removed;
    newLine += added;
    at = to;
  }
  return parts.join('');
}

function span(start: number, count: number): string {
  if (count === 1) return `${start}`;
  return `${count === 0 ? start - 1 : start},${count}`;
}

/** A hunk goes on while the next change is near. */
function hunkEnd(steps: readonly Step[], start: number): number {
  let end = start;
  for (let at = start; at < steps.length && at - end <= 2 * context; at++) {
    if (steps[at]?.kind !== ' ') end = at + 1;
  }
  return Math.min(steps.length, end + context);
}

function splitKeeping(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** Lines that are equal at both ends are taken off first; between them, the longest common part by the lines' places. */
function diffLines(before: readonly string[], after: readonly string[]): readonly Step[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const same = (lines: readonly string[]): Step[] => lines.map((line) => ({ kind: ' ', line }));
  return [
    ...same(before.slice(0, head)),
    ...diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

/** Cells of the table of common parts; beyond, the whole middle is said to be replaced. */
const mostCells = 4_000_000;

function diffMiddle(before: readonly string[], after: readonly string[]): readonly Step[] {
  const replaced: readonly Step[] = [
    ...before.map((line): Step => ({ kind: '-', line })),
    ...after.map((line): Step => ({ kind: '+', line })),
  ];
  const width = after.length + 1;
  if (before.length === 0 || after.length === 0 || (before.length + 1) * width > mostCells) return replaced;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const steps: Step[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const old = before[row];
    const fresh = after[column];
    if (old !== undefined && old === fresh) {
      steps.push({ kind: ' ', line: old });
      row++;
      column++;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      steps.push({ kind: '-', line: old });
      row++;
    } else {
      steps.push({ kind: '+', line: fresh ?? '' });
      column++;
    }
  }
  return steps;
}
