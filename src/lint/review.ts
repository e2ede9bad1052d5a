/** The review of one Dockerfile: what its rules find, as its author and the configuration want it told. Pure. */
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { Severity } from '../model/finding.ts';
import type { Warning } from '../model/layer.ts';
import { createSubject } from './create-subject.ts';
import { type Acceptance, decide } from './decide.ts';
import { dockerfileRules } from './list.ts';
import { readPragmas } from './pragmas.ts';
import type { DockerfileRule, Need } from './rule.ts';
import { compareProblems, type RuleProblem, runRules } from './run.ts';
import { defaultSettings } from './settings.ts';
import type { LintSubject, SubjectOptions } from './subject.ts';

export interface ReviewRequest {
  /** The Dockerfile, as the user named it. */
  readonly file: string;
  readonly text: string;
  readonly options?: SubjectOptions;
  readonly rules?: readonly DockerfileRule[];
  /** Problems that another program found, under rules of their own. */
  readonly foreign?: readonly RuleProblem[];
}

export interface ReviewedProblem extends RuleProblem {
  readonly severity: Severity;
}

export interface Review {
  readonly file: string;
  readonly dockerfile: Dockerfile;
  readonly subject: LintSubject;
  /** In the order of the file. */
  readonly problems: readonly ReviewedProblem[];
  readonly accepted: readonly (ReviewedProblem & { readonly acceptance: Acceptance })[];
  readonly warnings: readonly Warning[];
  /** Ids of rules that could not run, by what they lacked. */
  readonly unmet: ReadonlyMap<Need, readonly string[]>;
}

/** Throws LIMIT_EXCEEDED for a text that is too long to be a Dockerfile; everything else is a finding or a warning. */
export function reviewDockerfile({ file, text, options = {}, rules, foreign = [] }: ReviewRequest): Review {
  const dockerfile = parseDockerfile(text);
  const pragmas = readPragmas(dockerfile);
  const subject = createSubject(dockerfile, {
    ...options,
    ...(pragmas.dialect === undefined ? {} : { dialect: pragmas.dialect }),
  });
  const settings = options.settings ?? defaultSettings;
  const decisions = decide(rules ?? dockerfileRules, settings, pragmas, subject.today);
  const run = runRules(subject, decisions.rules);
  const problems: ReviewedProblem[] = [];
  const accepted: (ReviewedProblem & { readonly acceptance: Acceptance })[] = [];
  for (const found of withForeign(run.problems, foreign)) {
    const reviewed = { ...found, severity: decisions.severityOf(found) };
    const acceptance = decisions.acceptanceOf(found);
    if (acceptance === undefined) problems.push(reviewed);
    else accepted.push({ ...reviewed, acceptance });
  }
  return {
    file,
    dockerfile,
    subject,
    problems,
    accepted,
    warnings: [...decisions.unknownIds(file), ...run.warnings],
    unmet: run.unmet,
  };
}

/** What both found is told once, by the rule that is built in. */
function withForeign(own: readonly RuleProblem[], foreign: readonly RuleProblem[]): readonly RuleProblem[] {
  if (foreign.length === 0) return own;
  const key = ({ rule, problem }: RuleProblem): string => `${rule.id} ${problem.range.start}`;
  const known = new Set(own.map(key));
  return [...own, ...foreign.filter((found) => !known.has(key(found)))].sort(compareProblems);
}
