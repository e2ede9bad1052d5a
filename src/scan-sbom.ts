/** The pipeline for an SBOM: its packages matched and reported, without an image to look at. */
import type { Advisories } from './advisory/advisories.ts';
import { coverageOf } from './advisory/coverage.ts';
import { dismissedFindings, vulnerabilityFindings } from './advisory/findings.ts';
import { matchPackages } from './advisory/match.ts';
import { ImgscanError } from './errors.ts';
import { compareFindings } from './inspect/order.ts';
import type { AdvisoryStore } from './model/advisory.ts';
import type { Warning } from './model/layer.ts';
import type { Package } from './model/package.ts';
import type { Report } from './model/report.ts';
import { summarize } from './report/assemble.ts';
import { decodeSbom } from './sbom/decode.ts';

export interface SbomScanOptions {
  readonly version: string;
  readonly store: AdvisoryStore;
  /** As ScanOptions says. */
  readonly prepareStore?: Advisories['prepare'];
  readonly maxFeedAgeDays?: number;
  readonly signal?: AbortSignal;
  /** Date of the scan, ISO `2026-11-23`. */
  readonly today: string;
  /** Warnings from opening the feed. */
  readonly warnings: readonly Warning[];
}

/** `reference` is what the report calls it. MANIFEST_INVALID when the bytes are no SBOM that can be read. */
export async function scanSbom(
  bytes: Uint8Array,
  reference: string,
  options: SbomScanOptions,
): Promise<Report> {
  const { version, store, today } = options;
  const sbom = decodeSbom(bytes);
  if (sbom === undefined) {
    throw new ImgscanError(
      'MANIFEST_INVALID',
      `${reference}: expected CycloneDX, SPDX 2.2 or 2.3 or syft's JSON, found something else`,
    );
  }
  const { format, subject, os, problems } = sbom;
  const packages = sbom.packages.map(({ record, purl, path }): Package => {
    return { ...record, purl, path: path ?? reference, liveBytes: 0, inBase: false };
  });
  const feedWarnings = (await options.prepareStore?.(packages, os, options.signal)) ?? [];
  const matched = matchPackages(packages, os, store);
  const findings = [...vulnerabilityFindings(matched.matches)].sort(compareFindings);
  const suppressedFindings = dismissedFindings(matched.dismissed);
  const warnings = [
    ...options.warnings,
    ...problems.map((message): Warning => ({ code: 'PACKAGE_INVALID', message: `${reference}: ${message}` })),
    ...feedWarnings,
    ...matched.warnings,
  ];
  const coverage = coverageOf({
    packages,
    ...(os === undefined ? {} : { os }),
    feed: store.status(),
    today,
    ...(options.maxFeedAgeDays === undefined ? {} : { maxAgeDays: options.maxFeedAgeDays }),
    layers: [],
    warnings,
  });
  return {
    schemaVersion: 1,
    tool: { name: 'imgscan', version },
    sbom: {
      reference,
      format,
      ...(subject === undefined ? {} : { subject }),
      ...(os === undefined ? {} : { os }),
    },
    packages,
    findings,
    ...(suppressedFindings.length === 0 ? {} : { suppressedFindings }),
    suggestions: [],
    coverage,
    warnings,
    summary: summarize(findings),
  };
}
