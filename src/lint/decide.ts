/** What becomes of the rules' problems: severities as configured, and which of them people chose to accept. */
import type { Severity } from '../model/finding.ts';
import type { Warning } from '../model/layer.ts';
import type { Pragma, Pragmas } from './pragmas.ts';
import type { DockerfileRule } from './rule.ts';
import { createRuleIds, isBuildCheck, type RuleIds } from './rule-ids.ts';
import type { RuleProblem } from './run.ts';
import type { LintSettings } from './settings.ts';

/** Why a problem is not among the findings. */
export type Acceptance = { readonly by: 'pragma'; readonly pragma: Pragma } | { readonly by: 'settings' };

export interface Decisions {
  /** Rules that are to run. */
  readonly rules: readonly DockerfileRule[];
  severityOf(problem: RuleProblem): Severity;
  acceptanceOf(problem: RuleProblem): Acceptance | undefined;
  /** Ids that mean nothing, each with where it stands; `file` names the Dockerfile. */
  unknownIds(file: string): readonly Warning[];
}

/** `today` ends pragmas that were given a last day. */
export function decide(
  rules: readonly DockerfileRule[],
  settings: LintSettings,
  pragmas: Pragmas,
  today: string,
): Decisions {
  const ids = openRuleIds(rules, settings, pragmas);
  const ignored = rulesOf(settings.ignored, ids);
  const enabled = rulesOf([...settings.enabled, ...pragmas.enabled], ids);
  const severities = new Map<DockerfileRule, Severity>();
  for (const [id, severity] of settings.severities) {
    for (const rule of ids.find(id)) severities.set(rule, severity);
  }
  const active = settings.allowsPragmas
    ? pragmas.ignores.filter(({ until }) => until === undefined || until >= today)
    : [];
  const global = active.filter(({ range }) => range === undefined).map((pragma) => toTest(pragma, ids));
  const local = createLocal(active, ids);
  return {
    rules: rules.filter((rule) => rule.isOptional !== true || enabled.has(rule) || severities.has(rule)),
    severityOf({ rule, problem }) {
      const configured = severities.get(rule);
      if (configured !== undefined) return configured;
      const severity = problem.severity ?? rule.severity;
      const isError = pragmas.checksAreErrors && isBuildCheck(rule);
      return isError && severity !== 'critical' ? 'high' : severity;
    },
    acceptanceOf(found) {
      if (ignored.has(found.rule) || settings.ignored.has(found.rule.id)) return { by: 'settings' };
      const pragma = global.find(({ covers }) => covers(found.rule))?.pragma ?? local(found);
      return pragma === undefined ? undefined : { by: 'pragma', pragma };
    },
    unknownIds: (file) => [
      ...[...settings.ignored, ...settings.enabled, ...settings.severities.keys()]
        .filter((id) => isUnknown(id, ids))
        .map((id) => unknown(id, 'the configuration')),
      ...pragmas.ignores.flatMap((pragma) =>
        pragma.ids.filter((id) => isUnknown(id, ids)).map((id) => unknown(id, `${file}:${pragma.line}`)),
      ),
    ],
  };
}

/** Most files and settings name no rule: what nobody asks for is not made. */
function openRuleIds(rules: readonly DockerfileRule[], settings: LintSettings, pragmas: Pragmas): RuleIds {
  const { ignored, enabled, severities } = settings;
  const names =
    ignored.size + enabled.size + severities.size + pragmas.ignores.length + pragmas.enabled.length;
  return createRuleIds(names === 0 ? [] : rules);
}

function rulesOf(written: Iterable<string>, ids: RuleIds): ReadonlySet<DockerfileRule> {
  return new Set([...written].flatMap((id) => ids.find(id)));
}

interface Test {
  readonly pragma: Pragma;
  covers(rule: DockerfileRule): boolean;
}

function toTest(pragma: Pragma, ids: RuleIds): Test {
  const rules = rulesOf(pragma.ids, ids);
  const foreign = new Set(pragma.ids.map((id) => id.toUpperCase()));
  return {
    pragma,
    covers: (rule) =>
      rules.has(rule) || foreign.has(rule.id) || (pragma.all === 'checks' && isBuildCheck(rule)),
  };
}

/** Pragmas of instructions and of stages: each kind's ranges do not overlap, so both are found by halving. */
function createLocal(pragmas: readonly Pragma[], ids: RuleIds): (found: RuleProblem) => Pragma | undefined {
  const kinds = [true, false].map((isStage) => {
    const groups = new Map<
      number,
      { readonly start: number; readonly end: number; readonly tests: Test[] }
    >();
    for (const pragma of pragmas) {
      if (pragma.range === undefined || (pragma.isStage === true) !== isStage) continue;
      const { start, end } = pragma.range;
      const group = groups.get(start) ?? { start, end, tests: [] };
      groups.set(start, group);
      group.tests.push(toTest(pragma, ids));
    }
    return [...groups.values()].sort((a, b) => a.start - b.start);
  });
  return ({ rule, problem }) => {
    const at = problem.range.start;
    for (const groups of kinds) {
      const group = groups[lastIndex(groups, at)];
      if (group === undefined || at >= Math.max(group.end, group.start + 1)) continue;
      const found = group.tests.find(({ covers }) => covers(rule));
      if (found !== undefined) return found.pragma;
    }
    return undefined;
  };
}

/** Index of the last one that starts at or before a place, or -1. */
function lastIndex(list: readonly { readonly start: number }[], at: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isUnknown(id: string, ids: RuleIds): boolean {
  return ids.find(id).length === 0 && !ids.isForeign(id);
}

function unknown(id: string, where: string): Warning {
  return { code: 'RULE_UNKNOWN', message: `${where}: no rule is called ${JSON.stringify(id)}` };
}
