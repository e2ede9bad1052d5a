/** The total order of findings: worst first, then by id and place. */
import { type Finding, severities } from '../model/finding.ts';

/** Negative when `a` comes first; 0 only for findings that say the same of the same place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.id, b.id) ||
    compareText(a.package?.purl, b.package?.purl) ||
    compareNumber(a.location.layer, b.location.layer) ||
    compareNumber(a.location.instruction, b.location.instruction) ||
    compareText(a.location.file, b.location.file) ||
    compareNumber(a.location.line, b.location.line) ||
    compareText(a.location.path, b.location.path) ||
    compareText(a.title, b.title) ||
    compareText(a.message, b.message)
  );
}

function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumber(a = -1, b = -1): number {
  return a - b;
}
