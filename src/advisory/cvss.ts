/** Scores of CVSS vectors. Apart from severity.ts, as scans need none: the store and the bundled feed come with theirs. https://www.first.org/cvss/ */
import { fromVector } from 'ae-cvss-calculator';
import type { Scorer } from './severity.ts';

/** Metrics and values only: the calculator prints complaints about other text. */
const vectorShape =
  /^(?:CVSS:(?:3\.[01]|4\.0)\/)?[A-Za-z]{1,3}:[A-Za-z]{1,8}(?:\/[A-Za-z]{1,3}:[A-Za-z]{1,8}){0,40}$/;

/** The base score of a CVSS 2, 3.0, 3.1 or 4.0 vector, 0 to 10; undefined when it is none or lacks a base metric. */
export function scoreOf(vector: string): number | undefined {
  if (!vectorShape.test(vector)) return undefined;
  try {
    const cvss = fromVector(vector);
    if (!cvss?.isBaseFullyDefined()) return undefined;
    const { base, overall } = cvss.calculateScores();
    return base ?? overall;
  } catch {
    return undefined;
  }
}

/** More than all feeds together have of them. */
const maxScores = 50_000;

/** A scorer that computes each vector once: a feed repeats few vectors, and the computation is its slowest part. */
export function createScorer(): Scorer {
  const scores = new Map<string, number | undefined>();
  return (vector) => {
    const known = scores.get(vector);
    if (known !== undefined || scores.has(vector)) return known;
    const score = scoreOf(vector);
    if (scores.size >= maxScores) scores.clear();
    scores.set(vector, score);
    return score;
  };
}
