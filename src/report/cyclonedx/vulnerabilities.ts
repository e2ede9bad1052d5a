/** The vulnerabilities of a CycloneDX document: those found, and those that VEX or people settled. https://cyclonedx.org/docs/1.6/json/#vulnerabilities */
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { summaryOf } from '../subject.ts';
import { describeSuppressed, describeVerdict } from './analysis.ts';

interface Analysed {
  readonly finding: Finding;
  readonly analysis?: unknown;
}

/** One entry a trouble and a decision about it, with every component that it is of. `refs` name the packages. */
export function describeVulnerabilities(report: Report, refs: readonly string[]): readonly unknown[] {
  const { findings, suppressedFindings = [], packages } = report;
  const refsByPlace = new Map(
    packages.map(({ purl, path }, index): [string, string] => [`${purl}\n${path}`, refs[index] ?? purl]),
  );
  const all: readonly Analysed[] = [
    ...findings.map((finding) =>
      finding.vex === undefined ? { finding } : { finding, analysis: describeVerdict(finding.vex) },
    ),
    // What an option filters out was not asked for.
    ...suppressedFindings
      .filter(({ suppression }) => suppression.by !== 'option')
      .map(({ finding, suppression }) => ({ finding, analysis: describeSuppressed(suppression) })),
  ];
  const groups = new Map<string, [Analysed, ...Analysed[]]>();
  for (const item of all) {
    if (item.finding.advisory === undefined) continue;
    const key = JSON.stringify([item.finding.advisory.id, item.analysis]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  const counts = new Map<string, number>();
  return [...groups.values()].map((group) => {
    const id = group[0].finding.advisory?.id ?? '';
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return describeVulnerability(group, count === 1 ? id : `${id}#${count}`, refsByPlace);
  });
}

function describeVulnerability(
  group: readonly [Analysed, ...Analysed[]],
  ref: string,
  refsByPlace: ReadonlyMap<string, string>,
): unknown {
  const [{ finding: first, analysis }] = group;
  const steps = new Set(group.flatMap(({ finding: { remedy, fix } }) => remedy?.text ?? fix ?? []));
  const affected = new Set(
    group.flatMap(({ finding: { package: of, location } }) => {
      return refsByPlace.get(`${of?.purl}\n${location.path}`) ?? [];
    }),
  );
  const { advisory } = first;
  const method = scoreMethod(advisory?.cvss);
  return {
    'bom-ref': ref,
    id: advisory?.id,
    source: { url: advisory?.url },
    references: (advisory?.aliases ?? []).map((alias) => ({ id: alias, source: {} })),
    ratings: [
      {
        ...(advisory?.score === undefined ? {} : { score: advisory.score }),
        severity: first.severity,
        ...(method === undefined ? {} : { method, vector: advisory?.cvss }),
      },
    ],
    description: summaryOf(first),
    ...(steps.size === 0 ? {} : { recommendation: [...steps].join(' ') }),
    ...(analysis === undefined ? {} : { analysis }),
    affects: [...affected].map((each) => ({ ref: each })),
  };
}

function scoreMethod(vector: string | undefined): string | undefined {
  if (vector === undefined) return undefined;
  const methods = { 'CVSS:4.0/': 'CVSSv4', 'CVSS:3.1/': 'CVSSv31', 'CVSS:3.0/': 'CVSSv3', 'AV:': 'CVSSv2' };
  return Object.entries(methods).find(([start]) => vector.startsWith(start))?.[1] ?? 'other';
}
