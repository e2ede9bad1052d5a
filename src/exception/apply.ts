/** Takes out of a report what VEX settles, what people accept and what was not asked for; all of it stays countable. */
import type { SuppressedFinding, Suppression } from '../model/exception.ts';
import type { Finding } from '../model/finding.ts';
import type { Warning } from '../model/layer.ts';
import type { Report } from '../model/report.ts';
import { summarize } from '../report/assemble.ts';
import type { Filter } from './filter.ts';
import type { IgnoreEntry } from './ignore-file.ts';
import { createIgnoreMatcher } from './ignore-match.ts';
import { createVexMatcher, settles, type VexMatcher } from './vex/match.ts';
import type { VexDocument } from './vex/statement.ts';

export interface Exceptions {
  readonly ignored: readonly IgnoreEntry[];
  readonly vex: readonly VexDocument[];
  readonly filters: readonly Filter[];
}

/** With documents that were found beside the image; what is said on the command line comes last. */
export function withVex(exceptions: Exceptions, documents: readonly VexDocument[] = []): Exceptions {
  return documents.length === 0 ? exceptions : { ...exceptions, vex: [...documents, ...exceptions.vex] };
}

export const noExceptions: Exceptions = { ignored: [], vex: [], filters: [] };

/**
 * Pure; `today` is an ISO date. VEX goes first, as it says what is, then the ignore file, then the filters. The
 * summary counts what is left. What is expired, of no use or not to be read becomes a warning.
 */
export function applyExceptions(report: Report, exceptions: Exceptions, today: string): Report {
  const { ignored, vex, filters } = exceptions;
  if (ignored.length === 0 && vex.length === 0 && filters.length === 0) return report;
  const statements = createVexMatcher(vex, report);
  const entries = createIgnoreMatcher(ignored, today);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [...(report.suppressedFindings ?? [])];
  for (const finding of report.findings) {
    const verdict = statements.verdictOf(finding);
    // Both are asked, so that neither is called unused because of the other.
    const accepted = entries.suppressionOf(finding);
    const suppression =
      (verdict !== undefined && settles(verdict.status) ? ({ by: 'vex', ...verdict } as const) : undefined) ??
      accepted ??
      filterOut(finding, filters);
    if (suppression !== undefined) suppressed.push({ finding, suppression });
    else findings.push(verdict === undefined ? finding : { ...finding, vex: verdict });
  }
  const all = [...suppressed, ...(report.suppressedFindings ?? [])];
  return {
    ...report,
    findings,
    ...(all.length === 0 ? {} : { suppressedFindings: all }),
    warnings: [...report.warnings, ...entries.warnings(), ...vexWarnings(vex, statements)],
    summary: summarize(findings),
  };
}

function filterOut(finding: Finding, filters: readonly Filter[]): Suppression | undefined {
  const filter = filters.find(({ keeps }) => !keeps(finding));
  return filter === undefined ? undefined : { by: 'option', origin: filter.origin };
}

function vexWarnings(documents: readonly VexDocument[], { used }: VexMatcher): readonly Warning[] {
  return documents.flatMap((document): Warning[] => [
    ...document.problems.map((message): Warning => ({ code: 'VEX_INVALID', message })),
    ...(used.has(document)
      ? []
      : [
          {
            code: 'EXCEPTION_UNUSED' as const,
            message: `${document.name}: none of its ${document.statements.length} statements is about anything found here`,
          },
        ]),
  ]);
}
