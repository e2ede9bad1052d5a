/** How bad an OSV record says its trouble is: the database's own word, else the CVSS score. https://www.first.org/cvss/ */
import type { Severity } from '../model/finding.ts';

/** One OSV `severity` entry. */
export interface Rating {
  readonly type: string;
  readonly score: string;
}

export interface Rated {
  readonly severity: Severity;
  /** The vector that `score` was computed from. */
  readonly cvss?: string;
  readonly score?: number;
}

/** As `scoreOf` in cvss.ts. */
export type Scorer = (vector: string) => number | undefined;

/** The newest standard comes first. */
const cvssTypes = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2'];

/** How databases write severities: GitHub, Ubuntu, Debian's urgency, Red Hat. */
const words: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['negligible', 'info'],
  ['none', 'info'],
  ['unimportant', 'info'],
]);

/**
 * `stated` are severities in words, the most specific first; the first known one decides, else the CVSS score does.
 * A vector that cannot be read is no rating. Never throws.
 */
export function rate(ratings: readonly Rating[], stated: readonly string[], scorer: Scorer): Rated {
  const named = [
    ...stated,
    ...ratings.filter(({ type }) => !type.startsWith('CVSS_')).map(({ score }) => score),
  ]
    .map((word) => words.get(word.toLowerCase()))
    .find((severity) => severity !== undefined);
  for (const type of cvssTypes) {
    for (const rating of ratings.filter((candidate) => candidate.type === type)) {
      const score = scorer(rating.score);
      if (score === undefined) continue;
      return { severity: named ?? severityOfScore(score), cvss: rating.score, score };
    }
  }
  return { severity: named ?? 'unknown' };
}

/**
 * Distributions of the Red Hat family put their rating first in the summary: `Important: bash security update`. What
 * fixes bugs and adds features has ids of its own and no rating.
 */
export function wordsInSummary(id: unknown, summary: unknown): readonly string[] {
  if (typeof id !== 'string' || typeof summary !== 'string') return [];
  if (/^(?:AL|RL|RH)[BE]A-/.test(id)) return ['none'];
  const word = /^(Critical|Important|Moderate|Low): /.exec(summary)?.[1];
  return word === undefined ? [] : [word];
}

/** The qualitative scale of CVSS 3 and 4. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
