/** What an editor shows of a review: diagnostics, quick fixes, hovers. Pure. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  type Hover,
  MarkupKind,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node';
import { applyFixes } from '../lint/edits.ts';
import type { Review, ReviewedProblem } from '../lint/review.ts';
import type { Edit } from '../lint/rule.ts';
import type { Severity } from '../model/finding.ts';
import { createPlaces } from './places.ts';

const levels: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  unknown: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

/** Diagnostics of one file; editors slow down beyond so many. */
const mostDiagnostics = 1_000;

export function diagnosticsOf({ dockerfile, problems }: Review): readonly Diagnostic[] {
  const places = createPlaces(dockerfile.text);
  return problems.slice(0, mostDiagnostics).map(({ rule, problem, severity }) => ({
    range: places.range(problem.range),
    severity: levels[severity],
    code: rule.id,
    source: 'imgscan',
    message: `${problem.title ?? rule.title}. ${problem.message}`,
  }));
}

/** Quick fixes for what a range touches, a comment that accepts it, and all safe fixes of the file. */
export function actionsOf(review: Review, uri: string, range: Range): readonly CodeAction[] {
  const { dockerfile, problems } = review;
  const places = createPlaces(dockerfile.text);
  const from = places.offset(range.start);
  const to = places.offset(range.end);
  const toEdits = (edits: readonly Edit[]): TextEdit[] =>
    edits.map((edit) => ({ range: places.range(edit.range), newText: edit.text }));
  const toAction = (title: string, kind: CodeActionKind, edits: readonly Edit[]): CodeAction => ({
    title,
    kind,
    edit: { changes: { [uri]: toEdits(edits) } },
  });
  const touched = problems.filter(({ problem }) => problem.range.start <= to && from <= problem.range.end);
  const quick = touched.flatMap(({ problem, rule }): readonly CodeAction[] => {
    const { fix } = problem;
    if (fix === undefined) return [];
    const action = toAction(`${fix.title} (${rule.id})`, CodeActionKind.QuickFix, fix.edits);
    return [{ ...action, isPreferred: fix.safety === 'safe' }];
  });
  const rules = new Map(touched.map((problem) => [problem.rule.id, problem]));
  const accept = [...rules.values()].flatMap((problem) => {
    const edit = acceptingEdit(review, problem);
    const title = `Accept ${problem.rule.id} here`;
    return edit === undefined ? [] : [toAction(title, CodeActionKind.QuickFix, [edit])];
  });
  const safe = applyFixes(
    dockerfile.text,
    problems.flatMap(({ problem: { fix } }) => (fix?.safety === 'safe' ? [{ fix }] : [])),
  ).applied.flatMap(({ fix }) => fix.edits);
  const all =
    safe.length === 0
      ? []
      : [toAction('Fix everything that is safe', `${CodeActionKind.SourceFixAll}.imgscan`, safe)];
  return [...quick, ...accept, ...all];
}

/** A comment above the instruction, at its indent. */
function acceptingEdit({ dockerfile }: Review, { rule, problem }: ReviewedProblem): Edit | undefined {
  const { text } = dockerfile;
  const instruction = dockerfile.instructions.find(({ range }) => range.end >= problem.range.start);
  if (instruction === undefined) return undefined;
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const indent = text.slice(start, instruction.range.start);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start, end: start }, text: `${indent}# imgscan ignore=${rule.id}${end}` };
}

/** Why the rules at a position matter, and what they want to see instead. */
export function hoverOf({ dockerfile, problems }: Review, position: Position): Hover | undefined {
  const places = createPlaces(dockerfile.text);
  const at = places.offset(position);
  const found = problems.filter(({ problem }) => problem.range.start <= at && at <= problem.range.end);
  const [first] = found;
  if (first === undefined) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.map(describe).join('\n\n---\n\n') },
    range: places.range(first.problem.range),
  };
}

function describe({ rule, problem, severity }: ReviewedProblem): string {
  const known = [rule.slug, ...rule.aliases].filter((id) => id !== rule.id);
  return [
    `**${rule.id}** ${problem.title ?? rule.title} _(${severity})_`,
    problem.message,
    rule.why,
    `→ ${problem.advice ?? rule.fix}`,
    ...(rule.good === '' ? [] : [`\`\`\`dockerfile\n${rule.good.trimEnd()}\n\`\`\``]),
    ...(known.length === 0 ? [] : [`Also known as ${known.join(', ')}`]),
  ].join('\n\n');
}
