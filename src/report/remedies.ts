/** Vulnerabilities gathered by the step that ends them. */
import type { Finding, RemedyAction } from '../model/finding.ts';

export interface RemedyGroup {
  readonly action: RemedyAction;
  readonly text: string;
  /** How many vulnerabilities it ends. */
  readonly count: number;
  /** Each package once, with the version to reach where there is one: `openssl → 3.0.14-1`. */
  readonly packages: readonly string[];
}

/** What ends most for the least comes first. */
const order: readonly RemedyAction[] = ['rebuild', 'bump-tag', 'change-line', 'none-yet'];

export const actionTitles: Readonly<Record<RemedyAction, string>> = {
  rebuild: 'rebuild',
  'bump-tag': 'bump tag',
  'change-line': 'own line',
  'none-yet': 'nothing yet',
};

/** By action, then the step that ends most. */
export function groupRemedies(findings: readonly Finding[]): readonly RemedyGroup[] {
  const groups = new Map<string, { action: RemedyAction; text: string; findings: Finding[] }>();
  for (const finding of findings) {
    const { remedy } = finding;
    if (remedy === undefined) continue;
    const key = `${remedy.action}\n${remedy.text}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...remedy, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()]
    .map(({ action, text, findings: of }) => ({
      action,
      text,
      count: of.length,
      packages: [...new Set(of.map(describePackage))].sort(),
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.action) - order.indexOf(b.action) || b.count - a.count || (a.text < b.text ? -1 : 1),
    );
}

function describePackage({ package: pkg, remedy }: Finding): string {
  const name = pkg?.name ?? '';
  return remedy?.version === undefined ? name : `${name} → ${remedy.version}`;
}
