/** Runs image rules over a subject and turns their problems into findings. */
import type { Finding } from '../model/finding.ts';
import type { Warning } from '../model/layer.ts';
import { imageRules } from './list.ts';
import { compareFindings } from './order.ts';
import type { ImageRule, ImageSubject, Problem } from './rule.ts';

/** A finding carries this much evidence; `evidenceTotal` counts the rest. */
const evidenceMost = 100;

export interface Inspection {
  /** In the order of `compareFindings`. */
  readonly findings: readonly Finding[];
  /** One RULE_FAILED per rule that threw; the problems it had found by then stand. */
  readonly warnings: readonly Warning[];
}

/** What the rules say of an image. Pure; never throws for what a rule does. */
export function inspect(subject: ImageSubject, rules: readonly ImageRule[] = imageRules): Inspection {
  const findings: Finding[] = [];
  const warnings: Warning[] = [];
  for (const rule of rules) {
    try {
      for (const problem of rule.check(subject)) findings.push(toFinding(rule, problem));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push({ code: 'RULE_FAILED', message: `rule ${rule.id} could not finish: ${reason}` });
    }
  }
  return { findings: findings.sort(compareFindings), warnings };
}

function toFinding(rule: ImageRule, problem: Problem): Finding {
  return {
    id: rule.id,
    kind: rule.kind,
    severity: problem.severity ?? rule.severity,
    title: problem.title ?? rule.title,
    message: problem.message,
    location: problem.location,
    evidence: problem.evidence.slice(0, evidenceMost),
    evidenceTotal: problem.evidence.length,
    aliases: rule.aliases,
    fix: problem.fix ?? rule.fix,
    ...(problem.inBase === undefined ? {} : { inBase: problem.inBase }),
    ...(problem.savedBytes === undefined ? {} : { savedBytes: problem.savedBytes }),
  };
}
