/**
 * The total order of findings, the one to act on first: what is known to be exploited before all else, then by severity;
 * what has a fix before what has none; the likelier to be exploited and the higher rated first; then by id and place.
 */
import { type Finding, severities } from '../model/finding.ts';

/** Negative when `a` comes first; 0 only for findings that say the same of the same place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareFlag(a.advisory?.knownExploited, b.advisory?.knownExploited) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareFlag(a.advisory?.fixedVersion !== undefined, b.advisory?.fixedVersion !== undefined) ||
    compareNumber(b.advisory?.epss, a.advisory?.epss) ||
    compareNumber(b.advisory?.score, a.advisory?.score) ||
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

/** What has it comes first. */
function compareFlag(a = false, b = false): number {
  return Number(b) - Number(a);
}

function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumber(a = -1, b = -1): number {
  return a - b;
}
