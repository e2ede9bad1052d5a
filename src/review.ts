/** The review of Dockerfiles, top to bottom: text to problems, problems to findings, findings to a report. */
import { compareFindings } from './inspect/order.ts';
import { maskText } from './inspect/settings.ts';
import type { BaseFacts } from './lint/facts.ts';
import { findingsOf } from './lint/findings.ts';
import { outlookOf } from './lint/outlook.ts';
import type { Review } from './lint/review.ts';
import type { Need } from './lint/rule.ts';
import type { Finding, Suggestion } from './model/finding.ts';
import type { Warning } from './model/layer.ts';
import type { CoverageReason, Report } from './model/report.ts';
import { summarize } from './report/assemble.ts';

export interface ReviewReportOptions {
  readonly version: string;
  /** Warnings from reading files and asking registries: they belong into the report. */
  readonly warnings: readonly Warning[];
  /** What `imgscan rewrite` would make of the files. */
  readonly suggestions: readonly Suggestion[];
  /** Why something was not looked at, by what rules lacked for it; the reason is a sentence. */
  readonly missing: ReadonlyMap<Need, string>;
}

/** One report of all reviewed files, in the shape that every reporter takes. */
export function reviewReport(reviews: readonly Review[], options: ReviewReportOptions): Report {
  const { version, missing, suggestions } = options;
  const described = reviews.map((review) => findingsOf(review, maskText));
  const findings = distinct(
    described.flatMap((one) => one.findings),
    identityOf,
  ).sort(compareFindings);
  const suppressed = distinct(
    described.flatMap((one) => one.suppressed),
    ({ finding }) => identityOf(finding),
  );
  const warnings = distinct(
    [...options.warnings, ...reviews.flatMap((review) => review.warnings)],
    (warning) => warning,
  );
  const known = knownBases(reviews);
  const reasons = [
    ...unmetReasons(reviews, missing),
    ...advisoryReasons(known),
    ...warnings.flatMap(reasonOf),
  ];
  return {
    schemaVersion: 1,
    tool: { name: 'imgscan', version },
    dockerfiles: distinct(
      reviews.map(({ subject, file }) => outlookOf(subject, file)),
      (outlook) => outlook,
    ),
    packages: [],
    findings,
    ...(suppressed.length === 0 ? {} : { suppressedFindings: suppressed }),
    suggestions,
    coverage: {
      complete: reasons.every(({ code }) => harmless.has(code)),
      reasons,
      feed: known.find(({ advisories }) => advisories !== undefined)?.advisories?.feed ?? { records: 0 },
    },
    warnings,
    summary: summarize(findings),
  };
}

/** A Dockerfile that is built in several ways shows the same each time: it is told once. */
function distinct<T>(list: readonly T[], identity: (one: T) => unknown): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(identity(one)), one])).values()];
}

function identityOf({ id, location, message }: Finding): readonly unknown[] {
  const { file, line, column, endLine, endColumn } = location;
  return [id, file, line, column, endLine, endColumn, message];
}

/** What was left out on purpose or cannot be had, and is no fault of the review. */
const harmless: ReadonlySet<CoverageReason['code']> = new Set([
  'BASE_UNKNOWN',
  'CONTEXT_UNKNOWN',
  'FEED_BASELINE',
]);

/** Each once, by name. */
function knownBases(reviews: readonly Review[]): readonly BaseFacts[] {
  const bases = reviews.flatMap(({ subject }) => [...subject.bases.values()]);
  const byName = new Map(bases.map((base) => [`${base.reference} ${base.platform}`, base]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, base]) => base);
}

/** A base without a word about its packages is not a base without vulnerabilities. */
function advisoryReasons(bases: readonly BaseFacts[]): readonly CoverageReason[] {
  const unknown = bases
    .filter(({ advisories }) => advisories === undefined)
    .map(({ reference }) => reference);
  const reasons: CoverageReason[] = [];
  if (unknown.length > 0) {
    const message = `Which packages are in ${unknown.join(', ')} is not known: imgscan never scanned ${unknown.length === 1 ? 'it' : 'them'} here, and no SBOM was found beside. Rules that did not judge: base-vulnerable.`;
    reasons.push({ code: 'BASE_UNKNOWN', message });
  }
  const said = new Set<string>();
  for (const { advisories, reference } of bases) {
    for (const { code, message } of advisories?.reasons ?? []) {
      const text = code.startsWith('FEED_') ? message : `${reference}: ${message}`;
      if (!said.has(text)) reasons.push({ code, message: text });
      said.add(text);
    }
  }
  return reasons;
}

/** A base or a context that was not looked at costs the rules that need it, and no others. */
function unmetReasons(
  reviews: readonly Review[],
  missing: ReadonlyMap<Need, string>,
): readonly CoverageReason[] {
  const unmet = new Map<Need, Set<string>>();
  for (const review of reviews) {
    for (const [need, ids] of review.unmet) {
      const all = unmet.get(need) ?? new Set();
      for (const id of ids) all.add(id);
      unmet.set(need, all);
    }
  }
  return [...unmet].map(([need, ids]) => ({
    code: need === 'base' ? 'BASE_UNKNOWN' : 'CONTEXT_UNKNOWN',
    message: `${missing.get(need) ?? 'It was not looked at.'} Rules that did not run: ${[...ids].sort().join(', ')}.`,
  }));
}

function reasonOf({ code, message }: Warning): readonly CoverageReason[] {
  if (code === 'FILE_UNREADABLE') return [{ code: 'DOCKERFILE_UNREADABLE', message }];
  return code === 'RULE_FAILED' || code === 'BASE_UNKNOWN' ? [{ code, message }] : [];
}
