/** Rules of a run, one an id, with the help that code scanning shows. https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
import type { Finding, FindingKind, Severity } from '../../model/finding.ts';
import { cut, wellFormed } from '../bounded.ts';
import { markdownCode, markdownText } from '../markdown/text.ts';
import { summaryOf } from '../subject.ts';

/** Code scanning takes as many characters of a description. */
const mostText = 1_024;

export const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  unknown: 'warning',
  low: 'note',
  info: 'note',
};

/** The middle of each class of CVSS 3, for a finding without a score of its own. */
const scores: Readonly<Record<Severity, number | undefined>> = {
  critical: 9.5,
  high: 8,
  medium: 5.5,
  low: 2,
  info: undefined,
  unknown: undefined,
};

const securityKinds: ReadonlySet<FindingKind> = new Set<FindingKind>(['vulnerability', 'secret', 'image']);

/** `findings` are all of one id, the worst first. */
export function describeRule(findings: readonly [Finding, ...Finding[]]): unknown {
  const [worst] = findings;
  const { id, kind, severity, advisory } = worst;
  const score = securityScore(worst);
  const isSecurity = score !== undefined;
  const summary = cut(summaryOf(worst), mostText - 100);
  return {
    id,
    shortDescription: { text: advisory === undefined ? summary : `${id}: ${summary}` },
    fullDescription: { text: cut(worst.message, mostText - 100) },
    ...(advisory === undefined ? {} : { helpUri: advisory.url }),
    help: describeHelp(findings, summary),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: [...(isSecurity ? ['security'] : []), kind, ...typesOf(findings)],
      precision: kind === 'vulnerability' ? 'very-high' : 'high',
      ...(isSecurity
        ? { 'security-severity': score.toFixed(1) }
        : { 'problem.severity': levels[severity] === 'note' ? 'recommendation' : levels[severity] }),
    },
  };
}

/** The CVSS score where it is of the severity's class: the database's own word goes before the score. */
function securityScore({ kind, severity, advisory }: Finding): number | undefined {
  const middle = securityKinds.has(kind) ? scores[severity] : undefined;
  const score = advisory?.score;
  if (middle === undefined || score === undefined) return middle;
  return classOf(score) === severity ? score : middle;
}

function classOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}

function typesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ package: pkg }) => (pkg === undefined ? [] : [pkg.type])))]
    .sort()
    .slice(0, 5);
}

function describeHelp(findings: readonly [Finding, ...Finding[]], summary: string): unknown {
  const [worst] = findings;
  const aliases = [...new Set(findings.flatMap(({ aliases: names }) => names))].sort().slice(0, 20);
  const steps = [...new Set(findings.flatMap(({ remedy, fix }) => remedy?.text ?? fix ?? []))];
  const also = aliases.length === 0 ? [] : [`Also known as ${aliases.join(', ')}.`];
  const more = steps.length > 3 ? [`and ${steps.length - 3} more ways, one for each place`] : [];
  const lines = [...steps.slice(0, 3), ...more].map((step) => cut(step, mostText));
  const links = worst.advisory === undefined ? [] : [worst.advisory.url];
  const markdown = [
    `**${markdownText(worst.id)}**: ${markdownText(summary)}`,
    ...lines.map((line) => `- ${markdownText(line)}`),
    ...also.map(() => `Also known as ${aliases.map(markdownCode).join(', ')}.`),
    ...links.map((url) => `More: <${encodeURI(wellFormed(url)).replaceAll('>', '%3E')}>`),
  ];
  return {
    text: [`${worst.id}: ${summary}`, ...lines, ...also, ...links].join('\n'),
    markdown: markdown.join('\n\n'),
  };
}
