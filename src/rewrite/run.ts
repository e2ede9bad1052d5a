/** Runs the suggesters and puts the best suggestion first. */
import type { Suggestion } from '../model/finding.ts';
import { suggesters } from './list.ts';
import { readSubject } from './subject.ts';
import type { Suggester, SuggestInput } from './suggester.ts';

const ranks: Readonly<Record<Suggestion['confidence'], number>> = { high: 0, medium: 1, low: 2 };

/** All suggestions: surest first, then by bytes saved, then by id. */
export function suggest(input: SuggestInput, list: readonly Suggester[] = suggesters): readonly Suggestion[] {
  const subject = readSubject(input);
  if (subject === undefined) return [];
  return list
    .flatMap((suggester) => [...suggester.suggest(subject)])
    .sort(
      (a, b) =>
        ranks[a.confidence] - ranks[b.confidence] ||
        (b.savedBytes ?? 0) - (a.savedBytes ?? 0) ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}
