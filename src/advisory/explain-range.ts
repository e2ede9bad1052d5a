/** One version against each event of a range, in the order of versions. https://ossf.github.io/osv-schema/#evaluation */
import type { AffectedRange } from '../model/advisory.ts';
import type { ComparisonStep, ExplainedRange } from '../model/explanation.ts';
import { evaluate, eventText } from '../version/range.ts';
import type { VersionScheme } from '../version/scheme.ts';

/** `version` is undefined when the package's cannot be read: nothing is compared then. */
export function explainRanges<V>(
  scheme: VersionScheme<V>,
  version: V | undefined,
  ranges: readonly AffectedRange[],
): readonly ExplainedRange[] {
  return ranges.map((range) => ({
    steps: range.events
      .map((event) => ({ event, read: scheme.parse(eventText(event).text) }))
      .toSorted(
        (a, b) =>
          rank(a.event) - rank(b.event) ||
          (a.read === undefined || b.read === undefined ? 0 : scheme.compare(a.read, b.read)),
      )
      .map(({ event, read }) => explainStep(scheme, version, event, read)),
    includes: version !== undefined && evaluate(scheme, version, { ranges: [range], versions: [] }).affected,
  }));
}

/** The beginning of all versions comes first, limits last. */
function rank(event: AffectedRange['events'][number]): number {
  const { kind, text } = eventText(event);
  if (kind === 'limit') return 2;
  return kind === 'introduced' && text === '0' ? 0 : 1;
}

function explainStep<V>(
  scheme: VersionScheme<V>,
  version: V | undefined,
  event: AffectedRange['events'][number],
  read: V | undefined,
): ComparisonStep {
  const { kind, text } = eventText(event);
  const step = { kind, version: text };
  if (version === undefined) return step;
  if (kind === 'introduced' && text === '0') return { ...step, relation: '>' };
  if (kind === 'limit' && text === '*') return { ...step, relation: '<' };
  if (read === undefined) return step;
  const order = scheme.compare(version, read);
  return { ...step, relation: order < 0 ? '<' : order > 0 ? '>' : '=' };
}
