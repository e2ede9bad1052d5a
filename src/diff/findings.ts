/** Findings that came, went or weigh otherwise. */
import type { Finding, Severity } from '../model/finding.ts';

export interface FindingChange {
  readonly id: string;
  /** The package, or the path, that it is about; empty where it is the whole image. */
  readonly subject: string;
  readonly title: string;
  /** Absent on the side that has it not. */
  readonly before?: Severity;
  readonly after?: Severity;
}

export interface FindingsDiff {
  /** In the reports' order: worst first. */
  readonly added: readonly FindingChange[];
  readonly removed: readonly FindingChange[];
  /** The same trouble with another severity. */
  readonly changed: readonly FindingChange[];
  readonly unchanged: number;
}

/** A finding is the same when rule or advisory and what it is about are, in whichever layer or version. */
export function diffFindings(before: readonly Finding[], after: readonly Finding[]): FindingsDiff {
  const old = index(before);
  const young = index(after);
  const inBoth = [...young].flatMap(([key, finding]) => {
    const earlier = old.get(key);
    return earlier === undefined ? [] : [describe(finding, earlier.severity, finding.severity)];
  });
  const changed = inBoth.filter((one) => one.before !== one.after);
  return {
    added: [...young]
      .filter(([key]) => !old.has(key))
      .map(([, one]) => describe(one, undefined, one.severity)),
    removed: [...old]
      .filter(([key]) => !young.has(key))
      .map(([, one]) => describe(one, one.severity, undefined)),
    changed,
    unchanged: inBoth.length - changed.length,
  };
}

/** The first of equals is the worst. */
function index(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.id}\n${subjectOf(finding)}`;
    if (!found.has(key)) found.set(key, finding);
  }
  return found;
}

function subjectOf({ package: of, location }: Finding): string {
  return of === undefined ? (location.path ?? '') : `${of.type} ${of.name}`;
}

function describe(
  finding: Finding,
  before: Severity | undefined,
  after: Severity | undefined,
): FindingChange {
  return {
    id: finding.id,
    subject: subjectOf(finding),
    title: finding.title,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
