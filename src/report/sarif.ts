/** SARIF 2.1.0 as code scanning takes it, a run each report. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { Suppression } from '../model/exception.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { cut, firstOf } from './bounded.ts';
import { renderDocuments } from './document.ts';
import type { Reporter } from './reporter.ts';
import { createFingerprinter } from './sarif/fingerprint.ts';
import { describeFixes } from './sarif/fix.ts';
import { describeLocation, imageRoot } from './sarif/location.ts';
import { describeRule, levels } from './sarif/rule.ts';
import { stableSubjectOf } from './subject.ts';
import { describeSuppression, isDecision } from './suppression.ts';

/** Code scanning refuses a run with more results, and shows a thousand characters of a message. */
const mostResults = 25_000;
const mostMessage = 1_000;
const mostNotes = 100;

/** A run a report, in one document whatever their number. */
export const sarif: Reporter = {
  name: 'sarif',
  render: (reports) =>
    renderDocuments(
      [
        {
          $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
          version: '2.1.0',
          runs: reports.map(describeRun),
        },
      ],
      false,
    ),
};

function describeRun(report: Report): unknown {
  const all = [
    ...report.findings.map((finding): { finding: Finding; suppression?: Suppression } => ({ finding })),
    ...(report.suppressedFindings ?? []).filter(isDecision),
  ];
  const { shown, hidden } = firstOf(all, mostResults);
  const byId = new Map<string, [Finding, ...Finding[]]>();
  for (const { finding } of shown) {
    const group = byId.get(finding.id);
    if (group === undefined) byId.set(finding.id, [finding]);
    else group.push(finding);
  }
  const indexes = new Map([...byId.keys()].map((id, index) => [id, index]));
  const fingerprint = createFingerprinter(report);
  const { image, tool } = report;
  return {
    tool: {
      driver: { name: tool.name, semanticVersion: tool.version, rules: [...byId.values()].map(describeRule) },
    },
    automationDetails: { id: categoryOf(report) },
    invocations: [describeInvocation(report, hidden)],
    ...(image === undefined
      ? {}
      : { originalUriBaseIds: { [imageRoot]: { description: { text: `the root of ${image.reference}` } } } }),
    columnKind: 'unicodeCodePoints',
    results: shown.map(({ finding, ...rest }) => ({
      ruleId: finding.id,
      ruleIndex: indexes.get(finding.id) ?? -1,
      level: levels[finding.severity],
      message: { text: cut(messageOf(finding), mostMessage - 100) },
      locations: [describeLocation(finding, report)],
      partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
      ...('suppression' in rest ? { suppressions: [toSuppression(rest.suppression)] } : {}),
      ...describeFixes(finding, report),
      properties: describeProperties(finding),
    })),
    ...(image === undefined
      ? {}
      : { properties: { image: image.reference, digest: image.digest, platform: image.platform } }),
  };
}

/** Uploads of different images must not end each other's alerts. */
function categoryOf(report: Report): string {
  const platform = report.image === undefined ? [] : [report.image.platform];
  return [report.tool.name, stableSubjectOf(report), ...platform, ''].join('/');
}

function messageOf({ message, remedy, fix }: Finding): string {
  const step = remedy?.text ?? fix;
  return step === undefined ? message : `${message} ${step}`;
}

function describeProperties({ severity, kind, advisory, inBase, remedy, vex }: Finding): unknown {
  return {
    severity,
    kind,
    ...(advisory?.fixedVersion === undefined ? {} : { fixedVersion: advisory.fixedVersion }),
    ...(inBase === undefined ? {} : { inBase }),
    ...(remedy === undefined ? {} : { remedy: remedy.action }),
    ...(vex === undefined ? {} : { vex: vex.status }),
  };
}

function toSuppression(suppression: Suppression): unknown {
  const justification = cut(describeSuppression(suppression), mostMessage - 100);
  return { kind: 'external', status: 'accepted', justification };
}

/** What may hide findings is said as notifications: a run without results is not always clean. */
function describeInvocation({ coverage, warnings }: Report, hidden: number): unknown {
  const notes: readonly { readonly code: string; readonly message: string }[] = [
    ...coverage.reasons,
    ...warnings,
  ];
  const { shown, hidden: unsaid } = firstOf(notes, mostNotes);
  const cuts = [
    ...(hidden > 0
      ? [{ code: 'RESULTS_CUT', message: `${hidden} of the least severe results are left out` }]
      : []),
    ...(unsaid > 0
      ? [{ code: 'WARNINGS_CUT', message: `${unsaid} more warnings are in the JSON report` }]
      : []),
  ];
  const notifications = [...shown, ...cuts].map(({ code, message }) => ({
    level: 'warning',
    descriptor: { id: code },
    message: { text: cut(message, mostMessage - 100) },
  }));
  return {
    executionSuccessful: true,
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  };
}
