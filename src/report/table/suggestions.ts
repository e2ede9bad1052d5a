/** What to do: the proposed Dockerfile whole, why each change, and what was assumed. */
import type { Suggestion } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { escapeText, formatBytes } from '../text.ts';
import { heading, type Page, paragraph } from './page.ts';

export function renderSuggestions(report: Report, page: Page): readonly string[] {
  const isReview = report.dockerfiles !== undefined;
  return report.suggestions.flatMap((suggestion, index) => [
    ...(index === 0 ? [] : ['']),
    ...(isReview ? rewriteLines(suggestion, page) : suggestionLines(suggestion, page)),
  ]);
}

/** A review is about lines: of a rewrite it says that there is one. */
function rewriteLines({ title, file = '-' }: Suggestion, page: Page): string[] {
  return [
    ...heading('SUGGESTION', title, page),
    ...paragraph(`→ imgscan rewrite ${file} --diff shows how, --verify proves it.`, 2, page),
  ];
}

function suggestionLines(suggestion: Suggestion, page: Page): string[] {
  const { style } = page;
  const saves =
    suggestion.savedBytes === undefined || suggestion.savedBytes <= 0
      ? ''
      : `, saves about ${formatBytes(suggestion.savedBytes)}`;
  const lines = [
    ...heading(
      'SUGGESTION',
      `${suggestion.title}${saves} (confidence: ${suggestion.confidence}, not built)`,
      page,
    ),
    ...paragraph(suggestion.reason, 2, page),
  ];
  if (suggestion.dockerfile !== undefined) {
    lines.push(
      '',
      ...suggestion.dockerfile
        .trimEnd()
        .split('\n')
        .map((line) => style.accent(`    ${escapeText(line)}`)),
    );
  }
  if (suggestion.changes.length > 0) lines.push('');
  for (const { what, why } of suggestion.changes) lines.push(...paragraph(`· ${what}: ${why}`, 2, page));
  for (const assumption of suggestion.assumptions) {
    lines.push(...paragraph(`? assumed: ${assumption}`, 2, page).map(style.warn));
  }
  return lines;
}
