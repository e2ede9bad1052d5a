/** Runs Dockerfile rules over a subject. */
import type { Warning } from '../model/layer.ts';
import { dockerfileRules } from './list.ts';
import type { DockerfileRule, LintProblem, Need } from './rule.ts';
import type { LintSubject } from './subject.ts';

/** A problem and the rule that told of it. */
export interface RuleProblem {
  readonly rule: DockerfileRule;
  readonly problem: LintProblem;
}

export interface RuleRun {
  /** By where they stand, then by rule. */
  readonly problems: readonly RuleProblem[];
  /** One RULE_FAILED per rule that threw; the problems it had found by then stand. */
  readonly warnings: readonly Warning[];
  /** Ids of rules that were not run because something they need was missing, by what. */
  readonly unmet: ReadonlyMap<Need, readonly string[]>;
}

/** What the rules say of a Dockerfile. Pure; never throws for what a rule does. */
export function runRules(subject: LintSubject, rules: readonly DockerfileRule[] = dockerfileRules): RuleRun {
  const problems: RuleProblem[] = [];
  const warnings: Warning[] = [];
  const unmet = new Map<Need, string[]>();
  for (const rule of rules) {
    const missing = rule.needs?.find((need) => !isMet(need, subject));
    if (missing !== undefined) {
      unmet.set(missing, [...(unmet.get(missing) ?? []), rule.id]);
      continue;
    }
    try {
      let seen: Set<string> | undefined;
      for (const problem of rule.check(subject)) {
        // What stands within another piece of text may be come across twice.
        const key = `${problem.range.start} ${problem.range.end} ${problem.message}`;
        seen ??= new Set();
        if (!seen.has(key)) problems.push({ rule, problem });
        seen.add(key);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push({ code: 'RULE_FAILED', message: `rule ${rule.id} could not finish: ${reason}` });
    }
  }
  return { problems: problems.sort(compareProblems), warnings, unmet };
}

function isMet(need: Need, subject: LintSubject): boolean {
  if (need === 'context') return subject.context !== undefined;
  // Where nothing is built on an image of a registry, nothing is missing.
  const isOwn = ({ parent, base }: LintSubject['stages'][number]): boolean =>
    parent !== undefined || base === 'scratch';
  return subject.bases.size > 0 || subject.stages.every(isOwn);
}

/** By where problems stand, then by rule. */
export function compareProblems(a: RuleProblem, b: RuleProblem): number {
  return (
    a.problem.range.start - b.problem.range.start ||
    a.problem.range.end - b.problem.range.end ||
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0)
  );
}
