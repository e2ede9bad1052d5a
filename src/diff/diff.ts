/** What changed between two images or two reports of them: packages, findings, bytes and files. */
import type { LiveFile } from '../model/footprint.ts';
import type { Report } from '../model/report.ts';
import { diffFiles, type FilesDiff } from './files.ts';
import { diffFindings, type FindingsDiff } from './findings.ts';
import { diffPackages, type PackagesDiff } from './packages.ts';

export interface DiffSide {
  readonly report: Report;
  /** The final file system, where the image itself was read. */
  readonly files?: ReadonlyMap<string, LiveFile>;
}

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

export interface Diff {
  readonly schemaVersion: 1;
  /** As the user would write them again. */
  readonly image: Change<string>;
  /** Absent where one side says nothing of bytes, as an SBOM. */
  readonly bytes?: {
    readonly total: Change<number>;
    readonly live: Change<number>;
    readonly wasted: Change<number>;
    readonly compressed?: Change<number>;
    readonly layers: Change<number>;
    readonly files: Change<number>;
  };
  readonly packages: PackagesDiff;
  readonly findings: FindingsDiff;
  /** Absent where one side is a report, which lists no files. */
  readonly files?: FilesDiff;
}

/** Pure, and totally ordered. */
export function diffImages(before: DiffSide, after: DiffSide): Diff {
  const bytes = diffBytes(before.report, after.report);
  return {
    schemaVersion: 1,
    image: { before: nameOf(before.report), after: nameOf(after.report) },
    ...(bytes === undefined ? {} : { bytes }),
    packages: diffPackages(before.report.packages, after.report.packages),
    findings: diffFindings(before.report.findings, after.report.findings),
    ...(before.files === undefined || after.files === undefined
      ? {}
      : { files: diffFiles(before.files, after.files) }),
  };
}

function nameOf({ image, sbom }: Report): string {
  const digest = image?.digest === undefined ? '' : ` (${image.digest})`;
  return `${image?.reference ?? sbom?.reference ?? 'unnamed'}${digest}`;
}

function diffBytes(before: Report, after: Report): Diff['bytes'] | undefined {
  const [a, b] = [before.footprint, after.footprint];
  if (a === undefined || b === undefined) return undefined;
  return {
    total: { before: a.totalBytes, after: b.totalBytes },
    live: { before: a.liveBytes, after: b.liveBytes },
    wasted: { before: a.wastedBytes, after: b.wastedBytes },
    ...(a.compressedBytes === undefined || b.compressedBytes === undefined
      ? {}
      : { compressed: { before: a.compressedBytes, after: b.compressedBytes } }),
    layers: { before: before.image?.layers.length ?? 0, after: after.image?.layers.length ?? 0 },
    files: { before: a.fileCount, after: b.fileCount },
  };
}
