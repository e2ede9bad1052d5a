/** Turns matches into findings that a person can check: which record, which range, which versions were compared. */
import type { AffectedRange, DistroVerdict } from '../model/advisory.ts';
import type { SuppressedFinding } from '../model/exception.ts';
import type { EvidenceItem, Finding, FindingAdvisory, Location, Severity } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { eventText } from '../version/range.ts';
import { isKernelHeaders } from './exploitation.ts';
import type { Dismissal, Hit, Match } from './match.ts';

const maxEvidence = 100;

/** One finding a match, in the same order. */
export function vulnerabilityFindings(matches: readonly Match[]): readonly Finding[] {
  return matches.map(toFinding);
}

/** What the distribution says a package does not have, though another advisory says it does; in the same order. */
export function dismissedFindings(dismissed: readonly Dismissal[]): readonly SuppressedFinding[] {
  return dismissed.map(({ match, advisory: { id, verdictReason } }) => ({
    finding: toFinding(match),
    suppression: {
      by: 'distribution',
      origin: id,
      ...(verdictReason === undefined ? {} : { reason: verdictReason }),
    },
  }));
}

function toFinding(match: Match): Finding {
  const { package: pkg, hits, id, aliases, fixed, builtBy } = match;
  const worst = worstOf(hits);
  const { severity, summary } = worst.advisory;
  const evidence = evidenceOf(match, severity);
  return {
    id,
    kind: 'vulnerability',
    severity: severityOf(match, severity),
    title: `${pkg.name} ${pkg.version}: ${summary}`.replace(/\.$/, ''),
    message: messageOf(match, summary),
    location: locationOf(pkg),
    evidence: evidence.slice(0, maxEvidence),
    evidenceTotal: evidence.length,
    aliases,
    package: {
      type: pkg.type,
      name: pkg.name,
      version: pkg.version,
      purl: pkg.purl,
      ...(builtBy === undefined ? {} : { builtBy }),
    },
    advisory: advisoryOf(match, worst),
    ...(fixed === undefined ? {} : { fix: fixOf(match, worst, fixed) }),
    inBase: pkg.inBase,
  };
}

/** The worst that is said, but for what runs nowhere and what the distribution calls unimportant. */
function severityOf({ package: pkg, hits }: Match, worst: Severity): Severity {
  const isUnimportant = verdictOf(hits)?.verdict === 'unimportant';
  return isUnimportant || (isKernelHeaders(pkg) && worst !== 'unknown') ? 'info' : worst;
}

function advisoryOf({ hits, id, aliases, fixed, exploitation }: Match, worst: Hit): FindingAdvisory {
  const { cvss, score, url } = worst.advisory;
  const decided = verdictOf(hits);
  const { epss, epssPercentile } = exploitation ?? {};
  return {
    id,
    aliases,
    ...(fixed === undefined ? {} : { fixedVersion: fixed }),
    ...(cvss === undefined ? {} : { cvss }),
    ...(score === undefined ? {} : { score }),
    ...(isExploited(hits, exploitation) ? { knownExploited: true } : {}),
    ...(exploitation?.ransomware ? { ransomware: true } : {}),
    ...(epss === undefined ? {} : { epss }),
    ...(epssPercentile === undefined ? {} : { epssPercentile }),
    ...(decided?.verdict === undefined ? {} : { verdict: decided.verdict }),
    ...(decided?.verdictReason === undefined ? {} : { verdictReason: decided.verdictReason }),
    url,
  };
}

function isExploited(hits: readonly Hit[], exploitation: Match['exploitation']): boolean {
  return exploitation?.known === true || hits.some(({ advisory }) => advisory.knownExploited);
}

/** The first advisory that has one. */
function verdictOf(hits: readonly Hit[]): Hit['advisory'] | undefined {
  return hits.find(({ advisory }) => advisory.verdict !== undefined)?.advisory;
}

const verdictTexts: Readonly<Record<DistroVerdict, string>> = {
  'not-affected': 'The distribution says that the package is not affected',
  unimportant: 'The distribution calls it unimportant',
  postponed: 'The distribution has put its fix off',
  'will-not-fix': 'The distribution will not fix it',
  'end-of-life': 'The distribution no longer supports the package',
  undetermined: 'The distribution has not decided yet whether the package is affected',
};

function messageOf(match: Match, summary: string): string {
  const { package: pkg, hits, id, fixed, exploitation, builtBy } = match;
  const decided = verdictOf(hits);
  const verdict = decided?.verdict && verdictTexts[decided.verdict];
  const reason = decided?.verdictReason === undefined ? '' : `: ${decided.verdictReason}`;
  const parts = [
    `Package ${pkg.name} ${pkg.version} is affected by ${id}.`,
    summary,
    isExploited(hits, exploitation) && 'It is known to be exploited.',
    exploitation?.ransomware && 'Ransomware uses it.',
    chanceOf(exploitation?.epss),
    isKernelHeaders(pkg) && "Only headers of the kernel are installed: the kernel that runs is the host's.",
    verdict && `${verdict}${reason}`,
    fixed === undefined ? 'No fixed version is named yet.' : `Version ${fixed} ends it.`,
    builtBy && `It was built by ${builtBy}, not by the distribution, whose versions may not count for it.`,
    guessOf(pkg),
    pkg.inBase && 'It came with the base image.',
  ];
  return parts.flatMap((part) => (part ? [/[.!?]$/.test(part) ? part : `${part}.`] : [])).join(' ');
}

function guessOf({ guessed, namespace, source }: Package): string | undefined {
  switch (guessed) {
    case 'namespace':
      return `No metadata names its group ${namespace}: it was concluded from its content.`;
    case 'source':
      return `No metadata names its source ${source?.name}: it was concluded from its name.`;
    default:
      return undefined;
  }
}

/** Worth a word when it is far above what most have, which is less than one in a hundred. */
function chanceOf(epss = 0): string | undefined {
  if (epss < 0.1) return undefined;
  return `The chance that it is exploited in the next 30 days is estimated at ${Math.round(epss * 100)} %.`;
}

/** Fixes of Ubuntu's extended maintenance come to those who subscribe to it. */
function fixOf({ package: pkg, hits }: Match, worst: Hit, fixed: string): string {
  const isPro = hits.some((hit) => hit.fixed === fixed && hit.advisory.ecosystem.startsWith('Ubuntu:Pro:'));
  return `Update ${subjectOf(pkg, worst)} to ${fixed} or later${isPro ? ', with Ubuntu Pro' : ''}.`;
}

function locationOf(pkg: Package): Location {
  return {
    // What an SBOM beside the image tells may have no place in it.
    ...(pkg.path === '' ? {} : { path: pkg.path }),
    ...(pkg.layer === undefined ? {} : { layer: pkg.layer }),
    ...(pkg.instruction === undefined ? {} : { instruction: pkg.instruction }),
  };
}

function evidenceOf({ package: pkg, hits }: Match, severity: Severity): readonly EvidenceItem[] {
  const location = locationOf(pkg);
  const items = hits.flatMap(({ advisory, compared, range }) => [
    { label: 'advisory', value: `${advisory.id} (${advisory.ecosystem} ${advisory.name}) ${advisory.url}` },
    {
      label: 'affected',
      value: range === undefined ? `version ${compared.version} is listed` : describeRange(range),
    },
    {
      label:
        compared.name === pkg.name ? 'installed version' : `installed version of source ${compared.name}`,
      value: compared.version,
      location,
    },
  ]);
  return isKernelHeaders(pkg)
    ? [...items, { label: 'severity where the kernel runs', value: severity }]
    : items;
}

/** `from 1.2, fixed in 1.2.9; from 2.0, fixed in 2.0.3`, in the record's order. */
function describeRange(range: AffectedRange): string {
  const words = { introduced: 'from', fixed: 'fixed in', lastAffected: 'up to', limit: 'below' };
  return range.events
    .map((event) => {
      const { kind, text } = eventText(event);
      return kind === 'introduced' && text === '0' ? 'all versions' : `${words[kind]} ${text}`;
    })
    .join(', ');
}

/** The hit with the worst severity; among equals the one with the highest score, then the first. */
function worstOf(hits: readonly Hit[]): Hit {
  return hits.reduce((worst, hit) => (badness(hit) > badness(worst) ? hit : worst));
}

function badness({ advisory }: Hit): number {
  const rank: Readonly<Record<Severity, number>> = {
    critical: 5,
    high: 4,
    medium: 3,
    low: 2,
    info: 1,
    unknown: 0,
  };
  return rank[advisory.severity] * 100 + (advisory.score ?? 0);
}

function subjectOf(pkg: Package, hit: Hit): string {
  return hit.compared.name === pkg.name ? pkg.name : `${pkg.name} (source ${hit.compared.name})`;
}
