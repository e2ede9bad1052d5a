/** The gate: `--fail-on high`, `--fail-on root-user`, `--fail-on incomplete`. */
import { ImgscanError } from '../errors.ts';
import { type Severity, severities } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** True when the report meets it. */
export type Gate = (report: Report) => boolean;

/** Severities that rank; `unknown` is no threshold, since it says nothing of how bad it is. */
const thresholds: readonly Severity[] = severities.filter((severity) => severity !== 'unknown');

/**
 * A comma-separated list of severities (that one or worse), ids of rules or advisories, and `incomplete`.
 * A word that is none of them is a USAGE error: a misspelt gate would pass for ever.
 */
export function parseFailOn(value: string, ruleIds: readonly string[]): readonly Gate[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => parseWord(word, ruleIds));
}

function parseWord(word: string, ruleIds: readonly string[]): Gate {
  if (word === 'incomplete') return (report) => !report.coverage.complete;
  const rank = thresholds.map(String).indexOf(word.toLowerCase());
  if (rank >= 0) {
    const enough = new Set(thresholds.slice(0, rank + 1));
    return (report) => report.findings.some(({ severity }) => enough.has(severity));
  }
  // Advisory ids: CVE-2021-44228, GHSA-..., DSA-5432-1, GO-2023-1234.
  const isAdvisoryId = /^[A-Z][A-Z-]*-[0-9A-Za-z][0-9A-Za-z-]*$/.test(word);
  if (!isAdvisoryId && !ruleIds.includes(word)) {
    throw new ImgscanError(
      'USAGE',
      `--fail-on ${JSON.stringify(word)} is no severity, rule or advisory id, expected ${thresholds.join(', ')}, incomplete, a rule id such as ${ruleIds[0] ?? 'root-user'}, or an advisory id`,
    );
  }
  return (report) =>
    report.findings.some(
      ({ id, aliases, advisory }) =>
        id === word || aliases.includes(word) || advisory?.aliases.includes(word) === true,
    );
}
