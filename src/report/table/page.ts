/** What every section of the terminal report is drawn on. */
import type { Location, Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { Style } from '../style.ts';
import { escapeText, padEnd, wrap } from '../text.ts';

export interface Page {
  readonly style: Style;
  readonly width: number;
  /** Lists are drawn whole that are counted only as a rule. */
  readonly all: boolean;
}

/** `HIGH    `, in its colour. */
export function severityLabel(severity: Severity, { style }: Page): string {
  return style.severity(severity)(padEnd(severity.toUpperCase(), 8));
}

/** Characters of a paragraph that are drawn: more is no reading for a person, and the JSON has it all. */
const maxParagraph = 2_000;

/** Escaped text in lines of the page's width, each indented; where it is too long, it says so. */
export function paragraph(text: string, indent: number, page: Page): string[] {
  const margin = ' '.repeat(indent);
  return wrap(escapeText(cut(text)), page.width - indent).map((line) => margin + line);
}

function cut(text: string): string {
  if (text.length <= maxParagraph) return text;
  return `${text.slice(0, maxParagraph)}… (${text.length - maxParagraph} characters more in the JSON report)`;
}

/** A section's title and what it comes to, wrapped. */
export function heading(title: string, text: string, page: Page): string[] {
  const [first = '', ...rest] = wrap(escapeText(`${title}  ${cut(text)}`), page.width);
  return [page.style.bold(title) + first.slice(title.length), ...rest];
}

/** `layer 2`, counted from 1 as people do; the JSON counts from 0. */
export function layerName(layer: number): string {
  return `layer ${layer + 1}`;
}

/** `layer 2, RUN apt-get update, /etc/passwd:3`, as much as is known. */
export function describeLocation(location: Location, report: Report): string {
  const parts: string[] = [];
  if (location.file !== undefined)
    parts.push(`${location.file}${location.line === undefined ? '' : `:${location.line}`}`);
  if (location.path !== undefined) {
    const line = location.file === undefined && location.line !== undefined ? `:${location.line}` : '';
    parts.push(`/${location.path}${line}`);
  }
  if (location.layer !== undefined) parts.push(layerName(location.layer));
  const instruction = instructionText(location.instruction, report);
  if (instruction !== undefined) parts.push(instruction);
  return parts.join(', ');
}

/** The instruction as a Dockerfile says it; a base's own first step is what FROM names, not how the base was made. */
export function instructionText(index: number | undefined, { image, footprint }: Report): string | undefined {
  const instruction = index === undefined ? undefined : image?.instructions[index];
  if (instruction?.keyword !== 'FROM') return instruction?.text;
  return `FROM ${footprint?.base.name ?? instruction.text.replace(/^FROM /, '')}`;
}
