/** The filters of the command line: which findings are asked for. */
import { ImgscanError } from '../errors.ts';
import { type Finding, type Severity, severities } from '../model/finding.ts';

export interface Filter {
  /** As the user wrote it: `--severity high`. */
  readonly origin: string;
  readonly keeps: (finding: Finding) => boolean;
}

export const onlyFixed: Filter = {
  origin: '--only-fixed',
  keeps: ({ kind, advisory }) => kind !== 'vulnerability' || advisory?.fixedVersion !== undefined,
};

/** One severity is the least that is kept, a list is exactly what is kept; USAGE for a word that is none. */
export function parseSeverity(value: string): Filter {
  const words = value.split(',').map((word) => parseWord(word.trim().toLowerCase()));
  const [first, ...others] = words;
  const least = first === undefined ? -1 : severities.indexOf(first);
  const kept = new Set(others.length === 0 ? severities.slice(0, least + 1) : words);
  return { origin: `--severity ${value}`, keeps: ({ severity }) => kept.has(severity) };
}

function parseWord(word: string): Severity {
  const severity = severities.find((known) => known === word);
  if (severity !== undefined) return severity;
  throw new ImgscanError(
    'USAGE',
    `--severity ${JSON.stringify(word)} is no severity, expected the least (high) or a list (high,critical) of ${severities.join(', ')}`,
  );
}
