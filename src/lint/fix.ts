/** Fixes applied to a Dockerfile until nothing is left that can be fixed. */
import { applyFixes } from './edits.ts';
import { type Review, type ReviewedProblem, type ReviewRequest, reviewDockerfile } from './review.ts';
import type { Fix } from './rule.ts';

export interface FixResult {
  readonly text: string;
  /** What was fixed, round by round in the order of the file. */
  readonly fixed: readonly ReviewedProblem[];
  /** The review of the new text. */
  readonly review: Review;
}

/** A fix can bring out another; more rounds than this mean that two rules disagree. */
const mostRounds = 10;

/**
 * Applies fixes, `safe` ones or all. Those that touch each other wait for the next round. A change that the
 * builder would refuse is not made.
 */
export function fixDockerfile(request: ReviewRequest, which: 'safe' | 'all'): FixResult {
  const fixed: ReviewedProblem[] = [];
  const seen = new Set([request.text]);
  let review = reviewDockerfile(request);
  for (let round = 0; round < mostRounds; round++) {
    const text = review.dockerfile.text;
    const fixes = review.problems.flatMap((problem) => withFix(problem, which));
    const before = review.dockerfile.problems.length;
    const tried =
      tryFixes({ ...request, text }, fixes, before) ?? tryOneByOne({ ...request, text }, fixes, before);
    if (tried === undefined || seen.has(tried.review.dockerfile.text)) break;
    seen.add(tried.review.dockerfile.text);
    fixed.push(...tried.applied.map(({ problem }) => problem));
    review = tried.review;
  }
  return { text: review.dockerfile.text, fixed, review };
}

interface Candidate {
  readonly problem: ReviewedProblem;
  readonly fix: Fix;
}

function withFix(problem: ReviewedProblem, which: 'safe' | 'all'): readonly Candidate[] {
  const { fix } = problem.problem;
  return fix !== undefined && (which === 'all' || fix.safety === 'safe') ? [{ problem, fix }] : [];
}

interface Tried {
  readonly review: Review;
  readonly applied: readonly Candidate[];
}

/** Undefined when nothing changes, or when the outcome has more that a builder refuses than before. */
function tryFixes(
  request: ReviewRequest,
  fixes: readonly Candidate[],
  mostProblems: number,
): Tried | undefined {
  const { text, applied } = applyFixes(request.text, fixes);
  if (applied.length === 0 || text === request.text) return undefined;
  // What another program said of the old text does not fit the new one.
  const review = reviewDockerfile({ ...request, text, foreign: [] });
  return review.dockerfile.problems.length > mostProblems ? undefined : { review, applied };
}

/** So many single fixes are tried when all together would break the file. */
const mostSingle = 100;

function tryOneByOne(
  request: ReviewRequest,
  fixes: readonly Candidate[],
  mostProblems: number,
): Tried | undefined {
  const good = fixes
    .slice(0, mostSingle)
    .filter((one) => tryFixes(request, [one], mostProblems) !== undefined);
  return tryFixes(request, good, mostProblems);
}
