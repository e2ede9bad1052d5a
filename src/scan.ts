/** The pipeline, top to bottom: layers to facts, facts to the footprint, footprint to findings, findings to a report. */
import type { Advisories } from './advisory/advisories.ts';
import { coverageOf } from './advisory/coverage.ts';
import { dismissedFindings, vulnerabilityFindings } from './advisory/findings.ts';
import { matchPackages } from './advisory/match.ts';
import { withRemedies } from './advisory/remedy.ts';
import type { ImgscanError } from './errors.ts';
import type { VexDocument } from './exception/vex/statement.ts';
import { foldFootprint } from './footprint/fold.ts';
import { findRelease } from './inspect/end-of-life.ts';
import { findPrograms, listPrograms } from './inspect/find-programs.ts';
import { compareFindings } from './inspect/order.ts';
import { inspect } from './inspect/run.ts';
import { maskText } from './inspect/settings.ts';
import type { LayerProgress } from './layer/analyze-layers.ts';
import type { LayerCache } from './layer/cache.ts';
import type { AdvisoryStore } from './model/advisory.ts';
import type { Catalog } from './model/catalog.ts';
import type { Footprint } from './model/footprint.ts';
import type { Image } from './model/image.ts';
import type { Warning } from './model/layer.ts';
import type { Report } from './model/report.ts';
import { formatPlatform } from './oci/platform.ts';
import { readAttachedDocuments } from './read-attached.ts';
import { readLayers } from './read-layers.ts';
import { assembleReport } from './report/assemble.ts';
import { suggest } from './rewrite/run.ts';
import type { SuggestInput } from './rewrite/suggester.ts';

export interface ScanOptions {
  readonly version: string;
  readonly store: AdvisoryStore;
  /** Brings into the store what these packages need; its warnings belong into the report. */
  readonly prepareStore?: Advisories['prepare'];
  /** After so many days without an update the store counts as out of date. */
  readonly maxFeedAgeDays?: number;
  readonly catalog: Catalog;
  /** Date of the scan, ISO `2026-11-23`. */
  readonly today: string;
  /** Text of the Dockerfile that the image was built from, when it is known. */
  readonly dockerfile?: string;
  /** Warnings from opening the image and the feed: they belong into the report. */
  readonly warnings: readonly Warning[];
  readonly signal?: AbortSignal;
  /** Absent: every layer is read anew. */
  readonly cache?: LayerCache;
  readonly onProgress?: (progress: LayerProgress) => void;
}

export interface ScanResult {
  readonly report: Report;
  /** The final file system by path, which a report has no room for; absent where no image was read. */
  readonly files?: Footprint['files'];
  /** What suggestions are made from; absent where no image was read. */
  readonly evidence?: SuggestInput;
  /** VEX documents that are kept beside the image. */
  readonly vex?: readonly VexDocument[];
  /** The first layer's trouble, where one could not be read to its end: the report stands, the exit code is its. */
  readonly failure?: ImgscanError;
}

/** Reads the image's layers and says all there is to say. Throws what ends a scan: NETWORK, DIGEST_MISMATCH, ABORTED ... */
export async function scanImage(image: Image, options: ScanOptions): Promise<ScanResult> {
  const { catalog, store, today, version, dockerfile } = options;
  const [{ readings, warnings: layerWarnings, failure }, attached] = await Promise.all([
    readLayers(image.layers, options),
    readAttachedDocuments(image, options.signal),
  ]);
  const told = attached.packages;
  const { footprint, warnings: foldWarnings } = foldFootprint({ image, readings, catalog, told });
  const platform = image.platform;
  const programs = findPrograms(footprint);
  const subject = {
    ...(image.reference === undefined ? {} : { reference: image.reference }),
    platform,
    config: image.config,
    footprint,
    programs,
    catalog,
    today,
  };
  const inspection = inspect(subject);
  const feedWarnings = (await options.prepareStore?.(footprint.packages, footprint.os, options.signal)) ?? [];
  const matched = matchPackages(footprint.packages, footprint.os, store);
  const release = footprint.os === undefined ? undefined : findRelease(catalog, footprint.os);
  const vulnerabilities = withRemedies(vulnerabilityFindings(matched.matches), {
    packages: footprint.packages,
    catalog,
    today,
    base: footprint.base,
    ...(footprint.os === undefined ? {} : { os: footprint.os }),
    ...(release === undefined ? {} : { endOfLife: release.eol }),
    instructionText: (index) => maskText(footprint.instructions[index]?.text ?? ''),
  });
  const findings = [...inspection.findings, ...vulnerabilities].sort(compareFindings);
  const evidence: SuggestInput = {
    platform,
    config: image.config,
    footprint,
    findings,
    catalog,
    ...(dockerfile === undefined ? {} : { dockerfile }),
  };
  const suggestions = suggest(evidence);
  const warnings = [
    ...options.warnings,
    ...layerWarnings,
    ...attached.warnings,
    ...foldWarnings,
    ...inspection.warnings,
    ...feedWarnings,
    ...matched.warnings,
  ];
  const coverage = coverageOf({
    packages: footprint.packages,
    ...(footprint.os === undefined ? {} : { os: footprint.os }),
    feed: store.status(),
    today,
    ...(options.maxFeedAgeDays === undefined ? {} : { maxAgeDays: options.maxFeedAgeDays }),
    layers: footprint.layers,
    warnings,
  });
  const report = assembleReport({
    version,
    image,
    platform: formatPlatform(platform),
    footprint,
    ...(release === undefined ? {} : { endOfLife: release.eol }),
    shells: listPrograms(programs, 'shell'),
    packageManagers: listPrograms(programs, 'package-manager', 'language-package-manager'),
    findings,
    suppressedFindings: dismissedFindings(matched.dismissed),
    suggestions,
    coverage,
    warnings,
    mask: maskText,
  });
  return {
    report,
    files: footprint.files,
    evidence,
    vex: attached.vex,
    ...(failure === undefined ? {} : { failure }),
  };
}
