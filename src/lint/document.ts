/** The rules as they document themselves, in Markdown. */
import { dockerfileRules } from './list.ts';
import type { DockerfileRule } from './rule.ts';

/** A table of all rules, then a section each: why, bad, good, what to do, other ids. */
export function renderRuleDocument(rules: readonly DockerfileRule[] = dockerfileRules): string {
  return [
    '# Dockerfile rules',
    '',
    'What `imgscan dockerfile` looks for. A rule goes by its id, its name and every other id that is listed: on the',
    'command line, in settings and in comments (`# imgscan ignore=ID`).',
    '',
    '| Rule | Name | Severity | What |',
    '| --- | --- | --- | --- |',
    ...rules.map(
      ({ id, slug, severity, title }) =>
        `| [${id}](#${anchor(id)}) | \`${slug}\` | ${severity} | ${cell(title)} |`,
    ),
    '',
    ...rules.flatMap(renderRule),
  ].join('\n');
}

function renderRule(rule: DockerfileRule): readonly string[] {
  const { id, slug, severity, title, why, fix, aliases, bad, good, needs, isOptional } = rule;
  const needed = (needs ?? []).map((need) => (need === 'base' ? 'its base images' : 'its build context'));
  const notes = [
    `\`${slug}\`, ${severity}`,
    ...(aliases.length === 0 ? [] : [`also known as ${aliases.map((alias) => `\`${alias}\``).join(', ')}`]),
    ...(needed.length === 0 ? [] : [`looks at ${needed.join(' and ')} beside the file`]),
    ...(isOptional === true ? ['runs where settings name it'] : []),
  ];
  return [
    `## ${id}`,
    '',
    `**${title}**`,
    '',
    `${notes.join('; ')}.`,
    '',
    why,
    '',
    ...example('Found', bad),
    ...example('Not found', good),
    `→ ${fix}`,
    '',
  ];
}

function example(title: string, text: string): readonly string[] {
  return [`${title}:`, '', '```dockerfile', text.trimEnd(), '```', ''];
}

/** As GitHub makes anchors of headings. */
function anchor(id: string): string {
  return id.toLowerCase().replace(/[^\w-]/g, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
