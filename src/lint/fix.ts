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
 * builder would refuse, or after which its rule finds as much as before, is not made.
 */
export function fixDockerfile(request: ReviewRequest, which: 'safe' | 'all'): FixResult {
  const fixed: ReviewedProblem[] = [];
  const seen = new Set([request.text]);
  let review = reviewDockerfile(request);
  for (let round = 0; round < mostRounds; round++) {
    const text = review.dockerfile.text;
    const fixes = review.problems.flatMap((problem) => withFix(problem, which));
    const tried = tryFixes({ ...request, text }, fixes, review);
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

/** So many tries leave out what does not help. */
const mostTries = 20;

/**
 * Applies what helps: rules that find as much as before, and what a builder would refuse, are left out. Undefined
 * when nothing is left.
 */
function tryFixes(request: ReviewRequest, all: readonly Candidate[], before: Review): Tried | undefined {
  let fixes = all;
  for (let tries = 0; tries < mostTries; tries++) {
    const tried = apply(request, fixes);
    if (tried === undefined) return undefined;
    if (tried.review.dockerfile.problems.length > before.dockerfile.problems.length) {
      if (fixes.length === 1) return undefined;
      fixes = goodAlone(request, fixes, before);
      continue;
    }
    const useless = uselessRules(tried, before);
    if (useless.size === 0) return tried;
    fixes = fixes.filter(({ problem }) => !useless.has(problem.rule.id));
  }
  return undefined;
}

function apply(request: ReviewRequest, fixes: readonly Candidate[]): Tried | undefined {
  const { text, applied } = applyFixes(request.text, fixes);
  if (applied.length === 0 || text === request.text) return undefined;
  // What another program said of the old text does not fit the new one.
  return { review: reviewDockerfile({ ...request, text, foreign: [] }), applied };
}

/** Rules that find no less than before, though something of theirs was fixed. */
function uselessRules({ review, applied }: Tried, before: Review): ReadonlySet<string> {
  const count = ({ problems }: Review, id: string): number =>
    problems.reduce((sum, { rule }) => sum + (rule.id === id ? 1 : 0), 0);
  const ids = new Set(applied.map(({ problem }) => problem.rule.id));
  return new Set([...ids].filter((id) => count(review, id) >= count(before, id)));
}

/** So many single fixes are tried when all together would break the file. */
const mostSingle = 100;

function goodAlone(
  request: ReviewRequest,
  fixes: readonly Candidate[],
  before: Review,
): readonly Candidate[] {
  return fixes.slice(0, mostSingle).filter((one) => {
    const tried = apply(request, [one]);
    return (
      tried !== undefined && tried.review.dockerfile.problems.length <= before.dockerfile.problems.length
    );
  });
}
