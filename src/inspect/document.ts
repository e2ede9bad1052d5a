/** Renders the documentation of the image rules from their metadata. */
import { imageRules } from './list.ts';
import type { ImageRule } from './rule.ts';

/** A GitHub-flavoured Markdown table, one row a rule in the list's order, ending in a newline. */
export function renderRuleTable(rules: readonly ImageRule[] = imageRules): string {
  const rows = rules.map(({ id, severity, kind, title, why, fix, aliases }) =>
    [`\`${id}\``, severity, kind, `**${title}.** ${why} _${fix}_`, aliases.join(', ')].map(escapeCell),
  );
  const header = ['Rule', 'Severity', 'Kind', 'What, why, what to do', 'Known elsewhere as'];
  return `${[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
