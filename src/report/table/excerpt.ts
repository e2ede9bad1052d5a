/** Findings of Dockerfiles as a compiler shows them: the line, a mark below what is meant, what to do. */
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { escapeText, formatBytes, stringWidth, truncate } from '../text.ts';
import { type Page, paragraph, severityLabel } from './page.ts';

export function renderExcerpts(report: Report, page: Page): readonly string[] {
  const findings = report.findings
    .filter(({ excerpt }) => excerpt !== undefined)
    .sort((a, b) => compareFiles(a, b) || (a.location.line ?? 0) - (b.location.line ?? 0));
  return findings.flatMap((finding, index) => [...(index === 0 ? [] : ['']), ...excerptLines(finding, page)]);
}

function compareFiles(a: Finding, b: Finding): number {
  const [left = '', right = ''] = [a.location.file, b.location.file];
  return left < right ? -1 : left > right ? 1 : 0;
}

function excerptLines(finding: Finding, page: Page): readonly string[] {
  const { style, width } = page;
  const { file = '', line = 1, column = 1 } = finding.location;
  const name = finding.aliases[0] ?? '';
  const isNamed = /^[a-z][a-z0-9-]+$/.test(name);
  const head = `${severityLabel(finding.severity, page)} ${style.bold(escapeText(finding.id))}`;
  const saved =
    finding.savedBytes !== undefined && finding.savedBytes > 0
      ? ` (saves ${formatBytes(finding.savedBytes)})`
      : '';
  const title = escapeText(`${finding.title}${saved}`);
  const gutter = Math.max(3, String(line + 2).length + 1);
  const bar = `${' '.repeat(gutter)} |`;
  return [
    `${head} ${truncate(title, Math.max(10, width - 10 - finding.id.length))}`,
    style.dim(
      `${' '.repeat(gutter - 1)}--> ${escapeText(`${file}:${line}:${column}`)}${isNamed ? `  ${name}` : ''}`,
    ),
    ...sourceLines(finding, gutter, page),
    ...paragraph(finding.message, gutter + 3, page).map((text) => text),
    ...nextStep(finding, gutter + 1, page),
  ].map((text) => (text === bar ? style.dim(text) : text));
}

function sourceLines(finding: Finding, gutter: number, { style, width }: Page): readonly string[] {
  const { excerpt, location } = finding;
  if (excerpt === undefined) return [];
  const { column = 1, line = 1, endLine = line, endColumn = column } = location;
  return excerpt.lines.flatMap((source, index) => {
    const number = excerpt.line + index;
    const label = String(number).padStart(gutter);
    const row = `${style.dim(`${label} |`)} ${truncate(escapeText(source), width - gutter - 3)}`;
    if (index > 0 || number !== line) return [row];
    const characters = [...source];
    const before = escapeText(characters.slice(0, column - 1).join(''));
    const end = endLine === line ? endColumn - 1 : characters.length;
    const marked = escapeText(characters.slice(column - 1, Math.max(column, end)).join(''));
    const room = width - gutter - 3 - stringWidth(before);
    if (room < 1) return [row];
    const marks = '^'.repeat(Math.max(1, Math.min(room, stringWidth(marked.trimEnd()))));
    return [
      row,
      `${style.dim(`${' '.repeat(gutter)} |`)} ${' '.repeat(stringWidth(before))}${style.severity(finding.severity)(marks)}`,
    ];
  });
}

function nextStep({ change, fix }: Finding, indent: number, page: Page): readonly string[] {
  const { style } = page;
  if (change !== undefined) {
    const how = change.safety === 'safe' ? '--fix' : '--fix=all, after a look';
    return paragraph(`→ ${change.title} (${how})`, indent, page).map(style.good);
  }
  return fix === undefined ? [] : paragraph(`→ ${fix}`, indent, page).map(style.good);
}
