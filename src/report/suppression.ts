/** Why a finding is suppressed, in words, and how many there are for each reason. */
import type { SuppressedFinding, Suppression } from '../model/exception.ts';

/** `.imgscanignore:3: no network in this image (until 2027-01-31)`, `app.vex.json: not affected, …`. */
export function describeSuppression(suppression: Suppression): string {
  switch (suppression.by) {
    case 'option':
      return suppression.origin;
    case 'distribution': {
      const { origin, reason } = suppression;
      return `${origin}: not affected${reason === undefined ? '' : `, ${reason}`}`;
    }
    case 'ignore': {
      const { origin, reason = 'no reason given', until } = suppression;
      return `${origin}: ${reason}${until === undefined ? '' : ` (until ${until})`}`;
    }
    case 'vex': {
      const { origin, status, justification, statement } = suppression;
      const said = [status, justification, statement].filter((part) => part !== undefined && part !== '');
      return `${origin}: ${said.map((part, at) => (at < 2 ? part?.replaceAll('_', ' ') : part)).join(', ')}`;
    }
  }
}

/** True of what people decided: what an option leaves out was not asked for, what a distribution clears is none. */
export function isDecision({ suppression: { by } }: SuppressedFinding): boolean {
  return by === 'vex' || by === 'ignore';
}

/** `12 by --only-fixed, 3 by .imgscanignore, 1 by app.vex.json`; most first. */
export function countSuppressions(suppressed: readonly SuppressedFinding[]): string {
  const counts = new Map<string, number>();
  for (const { suppression } of suppressed) {
    const source = sourceOf(suppression);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([source, count]) => `${count} by ${source}`)
    .join(', ');
}

/** The file without the entry in it. */
function sourceOf({ by, origin }: Suppression): string {
  if (by === 'distribution') return 'the distribution';
  if (by === 'ignore') return origin.replace(/:\d+$/, '');
  return by === 'vex' ? origin.replace(/, statement \d+$/, '') : origin;
}
