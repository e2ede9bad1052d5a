/** Vulnerabilities grouped by package, with the version that ends them; the worst are drawn, the rest counted. */
import type { Finding, Severity } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { packagePlace } from '../packages/place.ts';
import { escapeText, padEnd, truncate, truncateStart } from '../text.ts';
import { heading, layerName, type Page } from './page.ts';

/** Packages drawn, and lines for each; two more are drawn rather than counted. */
const shownPackages = 25;
const shownFindings = 8;

export function renderVulnerabilities(report: Report, page: Page): readonly string[] {
  // A Dockerfile has no packages yet that could be matched.
  if (report.dockerfiles !== undefined) return [];
  const found = report.findings.filter(({ kind }) => kind === 'vulnerability');
  const { feed } = report.coverage;
  const matchedAgainst = `${report.packages.length} packages against ${feed.records} advisories${feed.newest === undefined ? '' : `, newest ${feed.newest.slice(0, 10)}`}`;
  if (found.length === 0) {
    const outcome = report.coverage.complete ? 'none matched' : 'none matched, but see above';
    return heading('VULNERABILITIES', `${outcome} (${matchedAgainst})`, page);
  }
  const groups = new Map<string, Finding[]>();
  for (const finding of found) {
    const key = finding.package?.purl ?? '';
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const places = placesOf(report.packages);
  const shown = page.all || groups.size <= shownPackages + 2 ? groups.size : shownPackages;
  const hidden = [...groups.values()].slice(shown).flat();
  return [
    ...heading(
      'VULNERABILITIES',
      `${found.length} in ${groups.size} package${groups.size === 1 ? '' : 's'} (${matchedAgainst})`,
      page,
    ),
    '',
    ...[...groups]
      .slice(0, shown)
      .flatMap(([purl, findings]) => packageLines(findings, places.get(purl) ?? [], page)),
    ...(hidden.length === 0
      ? []
      : [
          page.style.dim(
            `  and in ${groups.size - shown} more packages ${countBySeverity(hidden)}; --all lists them`,
          ),
        ]),
  ];
}

/** Where packages of languages are, by purl: there may be copies. */
function placesOf(packages: Report['packages']): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const pkg of packages) {
    const place = packagePlace(pkg);
    if (place === undefined) continue;
    const others = places.get(pkg.purl);
    if (others === undefined) places.set(pkg.purl, [place]);
    else others.push(place);
  }
  return places;
}

/** Of many copies the first few are named. */
const shownPlaces = 3;

/** Findings come worst first, so the group's order is that of its worst. */
function packageLines(findings: readonly Finding[], places: readonly string[], page: Page): string[] {
  const { style, width } = page;
  const first = findings[0];
  if (first === undefined) return [];
  const name = `${first.package?.name ?? ''} ${first.package?.version ?? ''}`;
  const where = first.location.layer === undefined ? '' : ` · ${layerName(first.location.layer)}`;
  const from = `${where}${first.inBase === true ? ' · base' : ''}`;
  const title = truncate(escapeText(name), width - 2 - from.length);
  const lines = [`  ${style.bold(title)}${style.dim(from)}`];
  const more = places.length > shownPlaces ? [`and ${places.length - shownPlaces} more copies`] : [];
  for (const place of [...places.slice(0, shownPlaces), ...more]) {
    lines.push(style.dim(`    ${truncateStart(escapeText(place), width - 4)}`));
  }
  const shown = page.all || findings.length <= shownFindings + 2 ? findings.length : shownFindings;
  for (const finding of findings.slice(0, shown)) {
    const fixed = finding.advisory?.fixedVersion;
    const exploited = finding.advisory?.knownExploited === true ? '[exploited] ' : '';
    const cve = finding.advisory?.aliases.find((alias) => alias.startsWith('CVE-'));
    const id = cve !== undefined && !finding.id.startsWith('CVE-') ? cve : finding.id;
    const text = `${padEnd(id, 17)} ${padEnd(fixed === undefined ? 'no fix yet' : `fixed in ${fixed}`, 28)} ${exploited}${finding.title.replace(`${name}: `, '')}`;
    lines.push(
      `    ${style.severity(finding.severity)(padEnd(finding.severity, 9))}${truncate(escapeText(text), width - 13)}`,
    );
  }
  const hidden = findings.slice(shown);
  if (hidden.length > 0) lines.push(style.dim(`    and ${countBySeverity(hidden)} more; --all lists them`));
  return lines;
}

/** `3 high, 71 unknown`, in the order of the findings. */
function countBySeverity(findings: readonly Finding[]): string {
  const counts = new Map<Severity, number>();
  for (const { severity } of findings) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return [...counts].map(([severity, count]) => `${count} ${severity}`).join(', ');
}
