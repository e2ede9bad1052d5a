/** The sums of today's image, and of what a plan keeps of it. */
import { resolvePath } from '../footprint/resolve.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Footprint, LiveFile } from '../model/footprint.ts';
import { systemPackageTypes } from '../model/package.ts';
import type { RewriteFootprint } from '../model/rewrite.ts';
import { isCopied } from './final-stage.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';
import { type Target, targetBytes } from './target.ts';

/** What the image is today. */
export function sumsOf(footprint: Footprint, findings: readonly Finding[]): RewriteFootprint {
  return {
    bytes: footprint.totalBytes,
    packages: footprint.packages.length,
    shells: countShells(footprint, () => true),
    setuid: countSetuid(footprint.files, () => true),
    advisories: bySeverity(findings),
  };
}

/**
 * What the copies on the target make of it; undefined where the target's size is not known. The target's own
 * packages are counted by source, and their advisories as far as today's image has the same source packages.
 */
export function predictSums(
  { input }: Subject,
  target: Target,
  copies: readonly CopyPlan[],
  ended: ReadonlySet<string>,
): RewriteFootprint | undefined {
  const { footprint, catalog, findings } = input;
  const baseBytes = targetBytes(target, catalog.bases);
  if (baseBytes === undefined || footprint.layers.length === 0) return undefined;
  const isKept = (path: string): boolean => isCopied(copies, `/${path}`);
  const owners = new Set<string>();
  for (const [path, file] of footprint.files) {
    if (!isKept(path)) continue;
    if (file.owner?.name !== undefined) owners.add(file.owner.name);
  }
  const packages = footprint.packages.filter((one) =>
    systemPackageTypes.has(one.type) ? owners.has(one.name) : isKept(one.path),
  );
  return {
    bytes: baseBytes + keptBytes(footprint, copies),
    packages: packages.length + target.sources.length,
    shells: countShells(footprint, isKept),
    setuid: countSetuid(footprint.files, isKept),
    advisories: bySeverity(findings.filter(({ id }) => !ended.has(id))),
  };
}

/** Bytes of tar that copies take along; a link that is named itself is copied as the file it leads to. */
export function keptBytes({ files }: Footprint, copies: readonly CopyPlan[]): number {
  let bytes = copies.reduce((sum, { madeBytes = 0 }) => sum + madeBytes, 0);
  for (const [path, { entry }] of files) if (isCopied(copies, `/${path}`)) bytes += entry.tarBytes;
  for (const source of copies.flatMap(({ sources }) => sources)) {
    const path = resolvePath(files, source);
    if (path === undefined || `/${path}` === source) continue;
    const file = files.get(path);
    bytes += (file?.content ?? file?.entry)?.tarBytes ?? 0;
  }
  return bytes;
}

function countShells({ evidence }: Footprint, isKept: (path: string) => boolean): number {
  const paths = new Set<string>();
  for (const one of evidence) {
    const isShell =
      one.kind === 'signature' && /^(?:ba|da|k|z|fi|mk)?sh$|^(?:busybox|toybox)$/.test(one.program);
    if (isShell && one.live && isKept(one.path)) paths.add(one.path);
  }
  return paths.size;
}

function countSetuid(files: ReadonlyMap<string, LiveFile>, isKept: (path: string) => boolean): number {
  let count = 0;
  for (const [path, { entry }] of files) {
    if (entry.type === 'file' && (entry.mode & 0o6000) !== 0 && isKept(path)) count += 1;
  }
  return count;
}

function bySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0 };
  for (const { kind, severity } of findings) if (kind === 'vulnerability') counts[severity] += 1;
  return counts;
}
