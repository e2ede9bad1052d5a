/** The pipeline for the bases of a Dockerfile: packages known without their layers, matched against advisories. */
import { coverageOf } from './advisory/coverage.ts';
import { vulnerabilityFindings } from './advisory/findings.ts';
import { matchPackages } from './advisory/match.ts';
import { newerBase } from './advisory/newer-base.ts';
import type { BaseAdvisor } from './build/base-advisor.ts';
import { foldFootprint, type LayerReading } from './footprint/fold.ts';
import type { LayerCache } from './layer/cache.ts';
import type { BaseVulnerability } from './lint/facts.ts';
import type { AdvisoryStore } from './model/advisory.ts';
import type { Catalog } from './model/catalog.ts';
import { type Finding, severities } from './model/finding.ts';

export interface BaseAdvisorOptions {
  /** Of earlier scans. */
  readonly cache: LayerCache;
  readonly catalog: Catalog;
  /** Opened when there are packages to match. */
  readonly openStore: () => Promise<AdvisoryStore>;
  /** Date of the review, ISO `2026-11-23`. */
  readonly today: string;
}

/** Nothing is fetched: a base is judged by the facts and the advisories that are there. */
export function createBaseAdvisor({ cache, catalog, openStore, today }: BaseAdvisorOptions): BaseAdvisor {
  return {
    async scanned(config, diffIds) {
      const readings: LayerReading[] = [];
      for (const diffId of diffIds) {
        const facts = await cache.get(diffId);
        if (facts === undefined) return undefined;
        readings.push({ facts, complete: true });
      }
      if (readings.length === 0) return undefined;
      const layers = diffIds.map((diffId) => ({ diffId, mediaType: '', open: nothing }));
      const { packages, os } = foldFootprint({ image: { config, layers }, readings, catalog }).footprint;
      return { packages, ...(os === undefined ? {} : { os }) };
    },
    async advise(name, { packages, os }, knownFrom) {
      const store = await openStore();
      const { matches, warnings } = matchPackages(packages, os, store);
      const findings = vulnerabilityFindings(matches);
      const fixable = eachOnce(findings.flatMap(toVulnerability).sort(compare));
      const isFixable = new Set(fixable.map(({ id }) => id));
      const unfixed = new Set(findings.flatMap(({ id }) => (isFixable.has(id) ? [] : [id])));
      const { reasons, feed } = coverageOf({
        packages,
        ...(os === undefined ? {} : { os }),
        feed: store.status(),
        today,
        layers: [],
        warnings,
      });
      const newer = newerBase({ name }, os, catalog);
      return {
        knownFrom,
        packageCount: packages.length,
        ...(os === undefined ? {} : { osId: os.id }),
        ...(os?.versionId === undefined ? {} : { osVersionId: os.versionId }),
        fixable,
        unfixedCount: unfixed.size,
        ...(newer === undefined ? {} : { newer }),
        reasons,
        feed,
      };
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

function toVulnerability({ id, severity, package: pkg, advisory }: Finding): readonly BaseVulnerability[] {
  const fixedVersion = advisory?.fixedVersion;
  if (pkg === undefined || fixedVersion === undefined) return [];
  const { name, version } = pkg;
  const knownExploited = advisory?.knownExploited === true;
  return [{ id, severity, package: name, version, fixedVersion, knownExploited }];
}

/** One that several packages have, as those of one source do, is told once, with all their names. */
function eachOnce(all: readonly BaseVulnerability[]): readonly BaseVulnerability[] {
  const byId = new Map<string, BaseVulnerability>();
  for (const one of all) {
    const known = byId.get(one.id);
    byId.set(one.id, known === undefined ? one : { ...known, package: `${known.package}, ${one.package}` });
  }
  return [...byId.values()];
}

function compare(a: BaseVulnerability, b: BaseVulnerability): number {
  const ranks = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  const exploited = Number(b.knownExploited) - Number(a.knownExploited);
  const [left, right] = [`${a.id} ${a.package}`, `${b.id} ${b.package}`];
  return ranks || exploited || (left < right ? -1 : left > right ? 1 : 0);
}
