/** Runs one rule over a table of subjects: which are fine, and what it says of the others. */
import { describe, expect, it } from 'vitest';
import type { ImageRule } from '../../src/inspect/rule.ts';
import { inspect } from '../../src/inspect/run.ts';
import type { Finding } from '../../src/model/finding.ts';
import { makeSubject, type SubjectSpec } from '../support/subject.ts';

export interface BadRow {
  readonly name: string;
  readonly subject: SubjectSpec;
  /** One a finding, in their order; every field given must match, a string field against a pattern too. */
  readonly finds: readonly FindingSpec[];
}

export interface FindingSpec
  extends Partial<Pick<Finding, 'severity' | 'location' | 'inBase' | 'savedBytes' | 'title'>> {
  readonly message?: RegExp;
  readonly fix?: RegExp;
  /** `label value`, in their order. */
  readonly evidence?: readonly string[];
}

export interface RuleTable {
  readonly ok: Readonly<Record<string, SubjectSpec>>;
  readonly bad: readonly BadRow[];
}

export function testRule(rule: ImageRule, { ok, bad }: RuleTable): void {
  describe(rule.id, () => {
    it.each(Object.entries(ok))('passes %s', (_, spec) => {
      expect(inspect(makeSubject(spec), [rule])).toEqual({ findings: [], warnings: [] });
    });
    it.each(bad)('finds $name', ({ subject, finds }) => {
      const { findings, warnings } = inspect(makeSubject(subject), [rule]);
      expect(warnings).toEqual([]);
      expect(findings.map(({ message }) => message)).toHaveLength(finds.length);
      for (const [at, { message, fix, evidence, ...fields }] of finds.entries()) {
        const finding = findings[at];
        expect(finding).toMatchObject({ id: rule.id, ...fields });
        if (message !== undefined) expect(finding?.message).toMatch(message);
        if (fix !== undefined) expect(finding?.fix).toMatch(fix);
        if (evidence !== undefined) {
          expect(finding?.evidence.map(({ label, value }) => `${label} ${value}`)).toEqual(evidence);
        }
      }
    });
  });
}
