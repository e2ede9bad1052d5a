/** An explanation for a person: the verdict first, then package by package what was compared with what. */
import type { SuppressedFinding } from '../../model/exception.ts';
import type {
  ComparisonStep,
  ExplainedAdvisory,
  ExplainedPackage,
  Explanation,
} from '../../model/explanation.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { firstOf } from '../bounded.ts';
import { createStyle } from '../style.ts';
import { subjectOf } from '../subject.ts';
import { describeSuppression } from '../suppression.ts';
import { instructionText, layerName, type Page, paragraph } from '../table/page.ts';
import { escapeText, padEnd, truncate } from '../text.ts';

export interface ExplainOptions {
  readonly color: boolean;
  readonly width: number;
}

/** `report` is the one that was explained, with its exceptions applied. */
export function renderExplanation(
  explanation: Explanation,
  report: Report,
  { color, width }: ExplainOptions,
): string {
  const page: Page = { style: createStyle(color), width: Math.max(40, Math.min(width, 160)), all: true };
  const lines = [
    ...headLines(explanation, report, page),
    ...groupAlike(explanation.packages).flatMap((group) => [
      '',
      ...packageLines(group, explanation, report, page),
    ]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function headLines(explanation: Explanation, report: Report, page: Page): string[] {
  const { id, names, packages } = explanation;
  const others = names.filter((name) => name.toUpperCase() !== id.toUpperCase());
  const advisory = packages[0]?.advisories[0];
  return [
    page.style.bold(truncate(escapeText(`${id} in ${subjectOf(report) ?? 'the report'}`), page.width)),
    ...(others.length === 0 ? [] : paragraph(`also ${others.join(', ')}`, 0, page).map(page.style.dim)),
    ...(advisory === undefined ? [] : paragraph(advisory.summary, 0, page)),
    '',
    ...verdictLines(explanation, report, page),
  ];
}

function verdictLines({ id, packages, searched }: Explanation, report: Report, page: Page): string[] {
  const affected = packages.filter(({ outcome }) => outcome === 'affected').length;
  if (affected > 0) {
    return paragraph(`${affected} of ${report.packages.length} packages affected.`, 0, page).map(
      page.style.warn,
    );
  }
  const known = `${packages.length} ${packages.length === 1 ? 'package is' : 'packages are'} known to it, none affected.`;
  if (packages.length > 0) return paragraph(`Not affected: ${known}`, 0, page);
  const where = searched.map(({ ecosystem, records }) => `${ecosystem} (${records} advisories)`).join(', ');
  const places =
    where === '' ? 'No advisories were looked for: no package has an ecosystem.' : `Looked in ${where}.`;
  return [
    ...paragraph(
      `Not matched: no advisory of that name knows any of ${report.packages.length} packages.`,
      0,
      page,
    ),
    ...paragraph(`${places} What it is about: imgscan db search ${id}`, 0, page),
    ...report.coverage.reasons.flatMap(({ message }) =>
      paragraph(`! ${message}`, 2, page).map(page.style.warn),
    ),
  ];
}

const outcomes: Readonly<Record<ExplainedPackage['outcome'], string>> = {
  affected: 'affected',
  'not-affected': 'not affected',
  dismissed: 'not affected, says the distribution',
  'told-once': 'not matched: another row of the report stands for it',
};

type Alike = readonly [ExplainedPackage, ...ExplainedPackage[]];

/** The same package at several places, of which the same is to be said, is explained once. */
function groupAlike(packages: readonly ExplainedPackage[]): readonly Alike[] {
  const groups = new Map<string, [ExplainedPackage, ...ExplainedPackage[]]>();
  for (const each of packages) {
    const key = JSON.stringify([each.package.purl, each.outcome, each.reason, each.advisories]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

const placesShown = 3;

function packageLines(group: Alike, explanation: Explanation, report: Report, page: Page): string[] {
  const [{ package: pkg, outcome, reason, advisories }] = group;
  const { style } = page;
  const { shown, hidden } = firstOf(group, placesShown);
  const verdict = `${outcomes[outcome]}${reason === undefined ? '' : `: ${reason}`}`;
  return [
    style.bold(truncate(escapeText(`${pkg.type} ${pkg.name} ${pkg.version}`), page.width)),
    ...shown.flatMap((each) => paragraph(placeOf(each, report), 2, page).map(style.dim)),
    ...(hidden > 0 ? [style.dim(`  and at ${hidden} more places`)] : []),
    ...advisories.flatMap((advisory) => advisoryLines(advisory, page)),
    ...paragraph(`→ ${verdict}`, 2, page).map(outcome === 'affected' ? style.warn : style.good),
    ...shown.flatMap((each) => decisionLines(each, explanation, report, page)),
  ];
}

function placeOf(
  { package: { path, layer, inBase, instruction } }: ExplainedPackage,
  report: Report,
): string {
  const step = instructionText(instruction, report);
  const where = [
    `/${path}`,
    ...(layer === undefined ? [] : [layerName(layer)]),
    ...(inBase ? ['base'] : []),
    ...(step === undefined ? [] : [step]),
  ];
  return where.join(', ');
}

function advisoryLines(advisory: ExplainedAdvisory, page: Page): string[] {
  const { id, ecosystem, name, severity, modified, url, version, scheme, ranges } = advisory;
  const order =
    scheme === undefined ? 'which imgscan cannot order' : `ordered as ${scheme.id} (${scheme.spec})`;
  return [
    ...paragraph(`${id} of ${ecosystem} ${name}, ${severity}, changed ${modified.slice(0, 10)}`, 2, page),
    ...paragraph(url, 4, page).map(page.style.dim),
    ...paragraph(`compared: ${version}, ${order}`, 4, page),
    ...(advisory.isReadable
      ? []
      : paragraph(`${version} is no such version: only equal texts match`, 4, page)),
    ...ranges.flatMap(({ steps, includes }, index) => [
      `    range ${index + 1} of ${ranges.length} ${includes ? 'includes it' : 'does not include it'}`,
      ...stepLines(steps, version, page),
    ]),
    ...listedLines(advisory, page),
    ...verdictOf(advisory, page),
  ];
}

/** Ranges of some records have hundreds of events: those around the version decide. */
const stepsShown = 12;

function stepLines(steps: readonly ComparisonStep[], version: string, page: Page): string[] {
  const first = steps.findIndex(({ relation }) => relation === '<');
  const from = Math.max(0, (first < 0 ? steps.length : first) - stepsShown / 2);
  const shown = steps.slice(from, from + stepsShown);
  const widths = Math.min(40, Math.max(...shown.map((step) => step.version.length)));
  const lines = shown.map((step) => {
    const compared = step.relation === undefined ? '?' : step.relation;
    const event = `${eventNames[step.kind]} ${padEnd(step.version, widths)}`;
    return truncate(escapeText(`      ${version} ${compared} ${event}  ${meaningOf(step)}`), page.width);
  });
  const hidden = steps.length - shown.length;
  return hidden > 0 ? [...lines, page.style.dim(`      and ${hidden} events further off`)] : lines;
}

const eventNames: Readonly<Record<ComparisonStep['kind'], string>> = {
  introduced: 'introduced   ',
  fixed: 'fixed        ',
  lastAffected: 'last affected',
  limit: 'limit        ',
};

function meaningOf({ kind, relation }: ComparisonStep): string {
  if (relation === undefined) return 'cannot be compared: the range says nothing';
  const isBelow = relation === '<';
  switch (kind) {
    case 'introduced':
      return isBelow ? 'not yet affected' : 'affected from there';
    case 'fixed':
      return isBelow ? 'not yet fixed' : 'fixed there';
    case 'lastAffected':
      return relation === '>' ? 'no more affected' : 'still affected';
    case 'limit':
      return isBelow ? 'within the limit' : 'beyond the limit';
  }
}

function listedLines({ listedVersions, isListed, ranges, version }: ExplainedAdvisory, page: Page): string[] {
  if (listedVersions === 0) {
    return ranges.length === 0 ? paragraph('it names no range and no version', 4, page) : [];
  }
  return paragraph(
    `${version} is ${isListed ? '' : 'not '}among its ${listedVersions} listed versions`,
    4,
    page,
  );
}

function verdictOf(
  { isAffected, fixedVersion, verdict, verdictReason }: ExplainedAdvisory,
  page: Page,
): string[] {
  const fix = isAffected
    ? fixedVersion === undefined
      ? ', no fixed version'
      : `, fixed in ${fixedVersion}`
    : '';
  const said = verdict === undefined ? [] : [`the distribution says ${verdict.replaceAll('-', ' ')}`];
  const reason = verdictReason === undefined ? [] : [verdictReason];
  return paragraph(
    [`${isAffected ? 'affected' : 'not affected'}${fix}`, ...said, ...reason].join('; '),
    4,
    page,
  );
}

/** What is done about it: VEX, the ignore file, the remedy. */
function decisionLines(
  each: ExplainedPackage,
  explanation: Explanation,
  report: Report,
  page: Page,
): string[] {
  const isOf = ({ id, aliases, package: pkg, location }: Finding): boolean =>
    pkg?.purl === each.package.purl &&
    location.path === each.package.path &&
    [id, ...aliases].some((name) => explanation.names.includes(name));
  const suppressed = report.suppressedFindings?.find(({ finding }: SuppressedFinding) => isOf(finding));
  const finding = report.findings.find(isOf) ?? suppressed?.finding;
  const { remedy, vex } = finding ?? {};
  const target = remedy?.version === undefined ? '' : `${each.package.name} → ${remedy.version}: `;
  return [
    ...(suppressed === undefined
      ? []
      : paragraph(`not reported: ${describeSuppression(suppressed.suppression)}`, 4, page)),
    ...(vex === undefined ? [] : paragraph(`VEX: ${describeSuppression({ by: 'vex', ...vex })}`, 4, page)),
    ...(remedy === undefined ? [] : paragraph(`what to do: ${target}${remedy.text}`, 4, page)),
  ];
}
