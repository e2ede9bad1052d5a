/** From reviewed problems to findings of the report. */
import type { Suppression } from '../model/exception.ts';
import type { Excerpt, Finding, FindingChange } from '../model/finding.ts';
import type { Acceptance } from './decide.ts';
import { createPositions, type Positions } from './positions.ts';
import type { Review, ReviewedProblem } from './review.ts';
import type { Fix } from './rule.ts';

const evidenceMost = 100;
/** Lines and characters of an excerpt. */
const excerptLines = 3;
const excerptWidth = 400;

/** Hides the secrets in a text of the file: a report is read by more people than the file. */
export type Mask = (text: string) => string;

/** The findings of a review in the order of the file, and those that people accepted. */
export function findingsOf(
  { file, dockerfile, problems, accepted }: Review,
  mask: Mask,
): {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly suppression: Suppression }[];
} {
  const positions = createPositions(dockerfile.text);
  return {
    findings: problems.map((problem) => toFinding(problem, file, positions, mask)),
    suppressed: accepted.map((problem) => ({
      finding: toFinding(problem, file, positions, mask),
      suppression: toSuppression(problem.acceptance, file),
    })),
  };
}

function toFinding(
  { rule, problem, severity }: ReviewedProblem,
  file: string,
  positions: Positions,
  mask: Mask,
): Finding {
  const start = positions.at(problem.range.start);
  const end = positions.at(problem.range.end);
  const evidence = problem.evidence ?? [];
  const slug = rule.slug === rule.id ? [] : [rule.slug];
  return {
    id: rule.id,
    kind: rule.kind,
    severity,
    title: problem.title ?? rule.title,
    message: mask(problem.message),
    location: { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column },
    evidence: evidence.slice(0, evidenceMost),
    evidenceTotal: evidence.length,
    aliases: [...slug, ...rule.aliases],
    fix: problem.advice ?? rule.fix,
    excerpt: excerptOf(start.line, end.line, positions, mask),
    ...(problem.fix === undefined ? {} : { change: toChange(problem.fix, positions) }),
    ...(problem.savedBytes === undefined ? {} : { savedBytes: problem.savedBytes }),
  };
}

function toChange({ title, safety, edits }: Fix, positions: Positions): FindingChange {
  return {
    title,
    safety,
    edits: edits.map(({ range, text }) => {
      const start = positions.at(range.start);
      const end = positions.at(range.end);
      return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column, text };
    }),
  };
}

function excerptOf(line: number, endLine: number, positions: Positions, mask: Mask): Excerpt {
  const last = Math.min(endLine, line + excerptLines - 1);
  const lines = Array.from({ length: last - line + 1 }, (_, index) =>
    mask(positions.lineText(line + index).slice(0, excerptWidth)),
  );
  return { line, lines };
}

function toSuppression(acceptance: Acceptance, file: string): Suppression {
  if (acceptance.by === 'settings') return { by: 'ignore', origin: 'the configuration' };
  const { line, reason, until } = acceptance.pragma;
  return {
    by: 'ignore',
    origin: `${file}:${line}`,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
}
