/** From any id that a user may write to the rule it means: ids, slugs, aliases, old spellings. */
import type { DockerfileRule } from './rule.ts';

export interface RuleIds {
  /** The rules of an id, as written in any spelling; several where an alias stands for more than one. */
  find(id: string): readonly DockerfileRule[];
  /** True for what some linter calls a rule, though none is built in: `SC2310`. */
  isForeign(id: string): boolean;
}

export function createRuleIds(rules: readonly DockerfileRule[]): RuleIds {
  const byId = new Map<string, DockerfileRule[]>();
  for (const rule of rules) {
    for (const key of new Set([rule.id, rule.slug, ...rule.aliases].map(normalize))) {
      const list = byId.get(key);
      if (list === undefined) byId.set(key, [rule]);
      else list.push(rule);
    }
  }
  return {
    find: (id) => byId.get(normalize(id)) ?? [],
    isForeign: (id) => /^(?:SC\d{4}|shellcheck)$/i.test(id),
  };
}

/** `AVD-DS-0002`, `DS002` and `ds-0002` are one id. */
function normalize(id: string): string {
  const lower = id.trim().toLowerCase().replace(/^avd-/, '');
  const check = /^ds-?0*(\d{1,4})$/.exec(lower);
  return check === null ? lower : `ds-${(check[1] ?? '').padStart(4, '0')}`;
}

/** True for the checks that come with the builder, which `# check=` speaks of: named in capitals and words. */
export function isBuildCheck({ id, aliases }: DockerfileRule): boolean {
  return [id, ...aliases].some((name) => /^[A-Z][A-Za-z]{5,}$/.test(name));
}
