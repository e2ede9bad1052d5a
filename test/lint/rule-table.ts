/** Runs one Dockerfile rule over a table: which files are fine, what it finds in the others, and that its fixes hold. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { createSubject } from '../../src/lint/create-subject.ts';
import { applyEdits } from '../../src/lint/edits.ts';
import { dockerfileRules } from '../../src/lint/list.ts';
import type { DockerfileRule, LintProblem } from '../../src/lint/rule.ts';
import { runRules } from '../../src/lint/run.ts';
import type { SubjectOptions } from '../../src/lint/subject.ts';
import type { Severity } from '../../src/model/finding.ts';

/** A Dockerfile, alone or with what is known beside it. */
export type Case = string | ({ readonly dockerfile: string } & SubjectOptions);

export interface Found {
  /** The text that the problem's range covers. */
  readonly at: string;
  readonly message?: RegExp;
  readonly severity?: Severity;
  readonly savedBytes?: number;
}

export type BadCase = {
  readonly dockerfile: string;
  /** In the order of the file; a string is `{ at }`. */
  readonly finds: readonly (string | Found)[];
  /** The file with all fixes of the rule applied; without it, no problem has a fix. */
  readonly fixed?: string;
} & SubjectOptions;

export interface LintTable {
  /** By what they show. */
  readonly ok: Readonly<Record<string, Case>>;
  readonly bad: Readonly<Record<string, BadCase>>;
  /** What is known beside the rule's own examples, where it says nothing without. */
  readonly given?: SubjectOptions;
}

export function testRule(rule: DockerfileRule, { ok, bad, given = {} }: LintTable): void {
  describe(rule.id, () => {
    it('documents itself with a bad and a good example', () => {
      expect(problemsOf(rule, rule.bad, given).length + (rule.needs?.length ?? 0)).toBeGreaterThan(0);
      expect(problemsOf(rule, rule.good, given)).toEqual([]);
    });
    it.each(Object.entries(ok))('passes %s', (_, one) => {
      const { dockerfile, ...options } = typeof one === 'string' ? { dockerfile: one } : one;
      expect(problemsOf(rule, dockerfile, options)).toEqual([]);
    });
    it.each(Object.entries(bad))('finds %s', (_, { dockerfile, finds, fixed, ...options }) => {
      const problems = problemsOf(rule, dockerfile, options);
      const wanted = finds.map((one) => (typeof one === 'string' ? { at: one } : one));
      const texts = problems.map(({ range }) => dockerfile.slice(range.start, range.end));
      expect(texts).toEqual(wanted.map(({ at }) => at));
      for (const [index, { at, message, ...fields }] of wanted.entries()) {
        expect(problems[index]).toMatchObject(
          'severity' in fields ? { ...fields, severity: fields.severity } : fields,
        );
        if (message !== undefined) expect(problems[index]?.message).toMatch(message);
      }
      const after = fixAll(rule, dockerfile, options);
      expect(after).toBe(fixed ?? dockerfile);
      if (fixed === undefined) return;
      expect(parseDockerfile(fixed).problems).toEqual(parseDockerfile(dockerfile).problems);
      const left = problemsOf(rule, fixed, options);
      // One change can end more problems than its own.
      expect(left.length).toBeLessThanOrEqual(problems.filter(({ fix }) => fix === undefined).length);
      expect(fixAll(rule, fixed, options)).toBe(fixed);
      expect(gained(dockerfile, fixed, options)).toEqual([]);
    });
  });
}

/** Ids of rules, of any, that find more after the fix than before. */
function gained(before: string, after: string, options: SubjectOptions): readonly string[] {
  const count = (dockerfile: string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    const rules = dockerfileRules.filter(({ isOptional }) => isOptional !== true);
    for (const { rule } of runRules(createSubject(parseDockerfile(dockerfile), options), rules).problems) {
      counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
    }
    return counts;
  };
  const had = count(before);
  return [...count(after)].flatMap(([id, found]) => (found > (had.get(id) ?? 0) ? [id] : []));
}

function problemsOf(
  rule: DockerfileRule,
  dockerfile: string,
  options: SubjectOptions,
): readonly LintProblem[] {
  const { problems, warnings } = runRules(createSubject(parseDockerfile(dockerfile), options), [rule]);
  expect(warnings).toEqual([]);
  return problems.map(({ problem }) => problem);
}

function fixAll(rule: DockerfileRule, dockerfile: string, options: SubjectOptions): string {
  const edits = problemsOf(rule, dockerfile, options).flatMap(({ fix }) => fix?.edits ?? []);
  return applyEdits(dockerfile, edits);
}
