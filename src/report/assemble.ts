/** Puts a scan's results into the JSON report's shape. */
import type { SuppressedFinding } from '../model/exception.ts';
import type { Finding, FindingKind, Severity, Suggestion } from '../model/finding.ts';
import type { Footprint, OperatingSystem } from '../model/footprint.ts';
import type { Image } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import type {
  Coverage,
  Report,
  ReportFootprint,
  ReportImage,
  ReportProgram,
  Summary,
} from '../model/report.ts';

/** Entries of the report's long lists; the footprint's sums count them all. */
const listMost = 100;

export interface ReportParts {
  readonly version: string;
  readonly image: Image;
  /** `linux/arm64/v8` */
  readonly platform: string;
  readonly footprint: Footprint;
  /** Last day of security support of the image's OS release, ISO, where it is known. */
  readonly endOfLife?: string;
  readonly shells: readonly ReportProgram[];
  readonly packageManagers: readonly ReportProgram[];
  /** In the report's order. */
  readonly findings: readonly Finding[];
  /** What the distribution says the image does not have. */
  readonly suppressedFindings?: readonly SuppressedFinding[];
  readonly suggestions: readonly Suggestion[];
  readonly coverage: Coverage;
  readonly warnings: readonly Warning[];
  /** Hides the secrets in a text of the image: a report is read by more people than the image. */
  readonly mask: (text: string) => string;
}

export function assembleReport(parts: ReportParts): Report {
  const {
    version,
    footprint,
    findings,
    suppressedFindings = [],
    suggestions,
    coverage,
    warnings,
    mask,
  } = parts;
  const { suppressed = [] } = footprint;
  return {
    schemaVersion: 1,
    tool: { name: 'imgscan', version },
    image: describeImage(parts),
    footprint: describeFootprint(parts),
    packages: footprint.packages,
    ...(suppressed.length === 0 ? {} : { suppressed }),
    findings,
    suggestions: suggestions.map((suggestion) =>
      suggestion.dockerfile === undefined
        ? suggestion
        : { ...suggestion, dockerfile: mask(suggestion.dockerfile) },
    ),
    ...(suppressedFindings.length === 0 ? {} : { suppressedFindings }),
    coverage,
    warnings,
    summary: summarize(findings),
  };
}

function describeImage({ image, platform, footprint, endOfLife, mask }: ReportParts): ReportImage {
  const { config } = image;
  return {
    reference: image.name,
    ...(image.digest === undefined ? {} : { digest: image.digest }),
    platform,
    ...(image.mediaType === undefined ? {} : { mediaType: image.mediaType }),
    ...(config.created === undefined ? {} : { created: config.created }),
    user: config.user,
    entrypoint: (config.entrypoint ?? []).map(mask),
    cmd: (config.cmd ?? []).map(mask),
    workingDir: config.workingDir,
    exposedPorts: config.exposedPorts,
    labels: maskLabels(config.labels, mask),
    ...(footprint.os === undefined ? {} : { os: withEndOfLife(footprint.os, endOfLife) }),
    layers: footprint.layers.map((layer) =>
      layer.createdBy === undefined ? layer : { ...layer, createdBy: mask(layer.createdBy) },
    ),
    instructions: footprint.instructions.map((step) => ({ ...step, text: mask(step.text) })),
  };
}

/** A label's name tells as much as its value: `api-token=...` is masked as a setting. */
function maskLabels(
  labels: Readonly<Record<string, string>>,
  mask: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => {
      const masked = mask(`${name}=${value}`);
      return [name, masked.startsWith(`${name}=`) ? masked.slice(name.length + 1) : masked];
    }),
  );
}

function withEndOfLife(
  os: OperatingSystem,
  eol: string | undefined,
): OperatingSystem & { readonly eol?: string } {
  return eol === undefined ? os : { ...os, eol };
}

function describeFootprint({ footprint, shells, packageManagers }: ReportParts): ReportFootprint {
  const { totalBytes, liveBytes, wastedBytes, efficiency, compressedBytes, base, bill, users } = footprint;
  return {
    totalBytes,
    liveBytes,
    wastedBytes,
    efficiency,
    ...(compressedBytes === undefined ? {} : { compressedBytes }),
    fileCount: [...footprint.files.values()].filter(({ entry }) => entry.type !== 'dir').length,
    base,
    bill,
    wasted: footprint.wasted.slice(0, listMost),
    duplicates: footprint.duplicates.slice(0, listMost),
    shells,
    packageManagers,
    users: { runsAs: users.runsAs, accounts: users.accounts },
  };
}

/** Counts findings by severity and kind. */
export function summarize(findings: readonly Finding[]): Summary {
  const bySeverity: Record<Severity, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    info: 0,
    unknown: 0,
  };
  const byKind: Record<FindingKind, number> = {
    vulnerability: 0,
    image: 0,
    dockerfile: 0,
    secret: 0,
    waste: 0,
  };
  for (const { severity, kind } of findings) {
    bySeverity[severity] += 1;
    byKind[kind] += 1;
  }
  return { bySeverity, byKind };
}
