import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/lint/unified-diff.ts';

/** Applies a unified diff as patch does, without fuzz. */
function patch(text: string, diff: string): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  let last = '';
  for (const line of (diff.match(/[^\n]*\n|[^\n]+$/g) ?? []).slice(2)) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header !== null) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      while (at < start) out.push(lines[at++] ?? '');
    } else if (line.startsWith('\\')) {
      if (last === '+' || last === ' ') out.push((out.pop() ?? '').replace(/\n$/, ''));
    } else {
      last = line[0] ?? '';
      if (last === '+') out.push(line.slice(1));
      else {
        if (last === ' ') out.push(lines[at] ?? '');
        at++;
      }
    }
  }
  return [...out, ...lines.slice(at)].join('');
}

describe('unifiedDiff', () => {
  it('shows three lines around each change', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n';
    const after = before.replace('b\n', 'B\n').replace('k\n', '');
    expect(unifiedDiff(before, after, 'Dockerfile')).toBe(
      '--- Dockerfile\n+++ Dockerfile\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -8,5 +8,4 @@\n h\n i\n j\n-k\n l\n',
    );
  });
  it('is empty for equal texts', () => expect(unifiedDiff('a', 'a', 'x')).toBe(''));
  it('makes the new text of the old one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
      .map((list) => list.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patch(before, unifiedDiff(before, after, 'x'))).toBe(after);
      }),
    );
  });
});
