/** Turns matches into findings that a person can check: which record, which range, which versions were compared. */
import type { AffectedRange } from '../model/advisory.ts';
import {
  type EvidenceItem,
  type Finding,
  type Location,
  type Severity,
  severities,
} from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../version/digits.ts';
import { eventText } from '../version/range.ts';
import type { Hit, Match } from './match.ts';

const maxEvidence = 100;

/** One finding a match: worst first, then by id, package and place. */
export function vulnerabilityFindings(matches: readonly Match[]): readonly Finding[] {
  return matches
    .map(toFinding)
    .toSorted(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        compareText(a.id, b.id) ||
        compareText(a.package?.purl ?? '', b.package?.purl ?? '') ||
        compareText(a.location.path ?? '', b.location.path ?? ''),
    );
}

function toFinding(match: Match): Finding {
  const { package: pkg, hits, id, aliases, fixed } = match;
  const worst = worstOf(hits);
  const { cvss, score, summary, url } = worst.advisory;
  const evidence = evidenceOf(match);
  const knownExploited = hits.some(({ advisory }) => advisory.knownExploited);
  return {
    id,
    kind: 'vulnerability',
    severity: worst.advisory.severity,
    title: `${pkg.name} ${pkg.version}: ${summary}`.replace(/\.$/, ''),
    message: messageOf(match, summary, knownExploited),
    location: locationOf(pkg),
    evidence: evidence.slice(0, maxEvidence),
    evidenceTotal: evidence.length,
    aliases,
    package: { type: pkg.type, name: pkg.name, version: pkg.version, purl: pkg.purl },
    advisory: {
      id,
      aliases,
      ...(fixed === undefined ? {} : { fixedVersion: fixed }),
      ...(cvss === undefined ? {} : { cvss }),
      ...(score === undefined ? {} : { score }),
      ...(knownExploited ? { knownExploited } : {}),
      url,
    },
    ...(fixed === undefined ? {} : { fix: `Update ${subjectOf(pkg, worst)} to ${fixed} or later.` }),
    inBase: pkg.inBase,
  };
}

function messageOf(match: Match, summary: string, knownExploited: boolean): string {
  const { package: pkg, id, fixed } = match;
  const sentence = /[.!?]$/.test(summary) ? summary : `${summary}.`;
  const origin = pkg.inBase ? 'It came with the base image.' : '';
  const exploited = knownExploited ? 'It is known to be exploited.' : '';
  const end = fixed === undefined ? 'No fixed version is named yet.' : `Version ${fixed} ends it.`;
  return [`Package ${pkg.name} ${pkg.version} is affected by ${id}. ${sentence}`, exploited, end, origin]
    .filter((part) => part !== '')
    .join(' ');
}

function locationOf(pkg: Package): Location {
  return {
    path: pkg.path,
    ...(pkg.layer === undefined ? {} : { layer: pkg.layer }),
    ...(pkg.instruction === undefined ? {} : { instruction: pkg.instruction }),
  };
}

function evidenceOf({ package: pkg, hits }: Match): readonly EvidenceItem[] {
  const location = locationOf(pkg);
  return hits.flatMap(({ advisory, compared, range }) => [
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
