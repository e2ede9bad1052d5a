/** Which findings a rewrite ends: those about what its final image does not contain. */
import type { Finding } from '../model/finding.ts';
import { type Package, systemPackageTypes } from '../model/package.ts';
import { isCopied } from './final-stage.ts';
import type { Plan } from './plan.ts';
import type { Subject } from './subject.ts';

/** Rules that end with a non-root user, the exec form, a small base, and layers that are not shipped. */
const always: ReadonlySet<string> = new Set([
  'deleted-files',
  'deleted-secret',
  'end-of-life',
  'metadata-copies',
  'non-numeric-user',
  'oversized-base',
  'package-caches',
  'replaced-files',
  'root-user',
  'shell-form',
  'unknown-user',
]);

/** What the copies take along, asked once for all findings. */
interface Kept {
  readonly plan: Plan;
  /** Names of packages that own a file that is taken along. */
  readonly owners: ReadonlySet<string>;
  readonly packages: ReadonlyMap<string, readonly Package[]>;
  /** True when each source is one file, so that nothing unseen can come along. */
  readonly onlyFiles: boolean;
}

/** Ids of findings, sorted, each once. An id counts only when all of its findings end. */
export function endedFindings(subject: Subject, plan: Plan): readonly string[] {
  const kept = readKept(subject, plan);
  const open = new Set<string>();
  const ended = new Set<string>();
  for (const finding of subject.input.findings) {
    if (ends(finding, kept)) ended.add(finding.id);
    else open.add(finding.id);
  }
  return [...ended].filter((id) => !open.has(id)).sort();
}

function readKept({ input }: Subject, plan: Plan): Kept {
  const { files, packages } = input.footprint;
  const owners = new Set<string>();
  for (const [path, file] of files) {
    if (file.owner?.name !== undefined && isCopied(plan.copies, `/${path}`)) owners.add(file.owner.name);
  }
  const byPurl = new Map<string, readonly Package[]>();
  for (const one of packages) byPurl.set(one.purl, [...(byPurl.get(one.purl) ?? []), one]);
  const sources = plan.copies.flatMap((copy) => copy.sources);
  return {
    plan,
    owners,
    packages: byPurl,
    onlyFiles: sources.every((source) => files.get(source.slice(1))?.entry.type !== 'dir'),
  };
}

function ends(finding: Finding, kept: Kept): boolean {
  if (always.has(finding.id)) return true;
  if (finding.package !== undefined) return endsPackage(kept.packages.get(finding.package.purl) ?? [], kept);
  const paths = [finding.location, ...finding.evidence.map((item) => item.location)].flatMap((location) =>
    location?.path === undefined ? [] : [`/${location.path}`],
  );
  const allSeen = finding.evidenceTotal <= finding.evidence.length || kept.onlyFiles;
  return paths.length > 0 && allSeen && !paths.some((path) => isCopied(kept.plan.copies, path));
}

/** An advisory ends when none of its package's files are taken along and the base does not bring it anew. */
function endsPackage(packages: readonly Package[], { plan, owners }: Kept): boolean {
  return (
    packages.length > 0 &&
    packages.every((one) => {
      if (!systemPackageTypes.has(one.type)) return !isCopied(plan.copies, `/${one.path}`);
      return !plan.target.sources.includes(one.source?.name ?? one.name) && !owners.has(one.name);
    })
  );
}
