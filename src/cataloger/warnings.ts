/** Warnings of records that could not be read, bounded however many a hostile file has. */
import type { Warning } from '../model/layer.ts';

const maxWarnings = 100;
/** Where a reader gives a database up: what has so many bad records is none. */
export const maxProblems = 1_000;

/** One PACKAGE_INVALID a problem; past a hundred one more says how many were left out. */
export function packageWarnings(problems: readonly string[], path: string): Warning[] {
  const told = problems.length > maxWarnings ? problems.slice(0, maxWarnings) : problems;
  const rest = problems.length - told.length;
  const gaveUp = problems.length >= maxProblems ? '; reading stopped there' : '';
  const messages =
    rest === 0 ? told : [...told, `${rest} more records of ${path} could not be read${gaveUp}`];
  return messages.map((message) => ({ code: 'PACKAGE_INVALID', message, path }));
}
