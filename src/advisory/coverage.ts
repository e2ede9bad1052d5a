/** Says how far a report can be trusted: "no vulnerabilities found" may be said only when nothing here speaks against it. */
import type { FeedStatus } from '../model/advisory.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Warning } from '../model/layer.ts';
import type { Package, PackageType } from '../model/package.ts';
import type { Coverage, CoverageReason } from '../model/report.ts';
import { compareText } from '../version/digits.ts';
import { otherBuilder } from './builder.ts';
import { distributionOf } from './distribution.ts';
import { ecosystemsOf, isOsPackage } from './ecosystem.ts';
import { daysBetween, feedReasons } from './feed-coverage.ts';

export interface CoverageInput {
  readonly packages: readonly Package[];
  /** Absent when the image has no os-release. */
  readonly os?: OperatingSystem;
  readonly feed: FeedStatus;
  /** Date of the scan, ISO `2026-11-23`. */
  readonly today: string;
  /** After so many days without an update the store counts as out of date. */
  readonly maxAgeDays?: number;
  /** Whether each layer was read to its end, bottom first. */
  readonly layers: readonly { readonly complete: boolean }[];
  /** All warnings of the scan and of matching. */
  readonly warnings: readonly Warning[];
}

/** Pure. Reasons come in a fixed order; FEED_BASELINE alone leaves the report complete. */
export function coverageOf(input: CoverageInput): Coverage {
  const { feed, today } = input;
  const ageDays = feed.newest === undefined ? undefined : daysBetween(feed.newest, today);
  const reasons = [
    ...packageReasons(input),
    ...distributionReasons(input),
    ...ecosystemReasons(input),
    ...feedReasons({ ...input, ecosystems: ecosystemsOfAll(input) }),
    ...readingReasons(input),
  ];
  return {
    complete: reasons.every(({ code }) => code === 'FEED_BASELINE'),
    reasons,
    feed: {
      records: feed.records,
      ...(feed.newest === undefined ? {} : { newest: feed.newest }),
      ...(ageDays === undefined ? {} : { ageDays }),
      ...(feed.sources === undefined ? {} : { sources: feed.sources }),
    },
  };
}

/** Of all types of the packages, with suffix. */
function ecosystemsOfAll({ packages, os }: CoverageInput): readonly string[] {
  return [...new Set(packages.map(({ type }) => type))].flatMap((type) => ecosystemsOf(type, os));
}

function packageReasons({ packages, os }: CoverageInput): readonly CoverageReason[] {
  if (packages.length === 0) {
    const message = 'No packages were found, so nothing could be matched against advisories.';
    return [{ code: 'NO_PACKAGES', message }];
  }
  if (os === undefined || packages.some(({ type }) => isOsPackage(type))) return [];
  const message = `The image says it is ${nameOf(os)}, but none of its operating system packages were found.`;
  return [{ code: 'NO_PACKAGES', message }];
}

function distributionReasons({ packages, os, feed }: CoverageInput): readonly CoverageReason[] {
  const count = packages.filter(({ type }) => isOsPackage(type)).length;
  if (count === 0) return [];
  if (os === undefined) {
    const message = `The image has no os-release, so its ${count} operating system packages were not matched.`;
    return [{ code: 'UNKNOWN_DISTRO', message }];
  }
  const { ecosystems, derivedFrom, isElsewhere } = distributionOf(os);
  if (ecosystems.length === 0) {
    const subject = isElsewhere
      ? `Advisories of ${nameOf(os)} are not published in OSV's format`
      : `Distribution ${nameOf(os)} is not known`;
    return [{ code: 'UNKNOWN_DISTRO', message: `${subject}, so its ${count} packages were not matched.` }];
  }
  if (!ecosystems.some((ecosystem) => Object.hasOwn(feed.ecosystems, ecosystem))) {
    const message = `The feed has no advisories for ${ecosystems[0]}, so ${count} packages were not matched.`;
    return [{ code: 'DISTRO_NOT_IN_FEED', message }];
  }
  return [...derivedReasons(os, derivedFrom), ...builderReasons(packages, os)];
}

function derivedReasons(os: OperatingSystem, derivedFrom: string | undefined): readonly CoverageReason[] {
  if (derivedFrom === undefined) return [];
  const message = `Packages were matched as those of ${derivedFrom}, as ${nameOf(os)} publishes no advisories; what it changed in them is not known.`;
  return [{ code: 'DISTRO_DERIVED', message }];
}

function builderReasons(packages: readonly Package[], os: OperatingSystem): readonly CoverageReason[] {
  const builders = packages.flatMap((pkg) => otherBuilder(pkg, os) ?? []);
  if (builders.length === 0) return [];
  const names = [...new Set(builders)].sort(compareText);
  const list =
    names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const message = `Not built by the distribution: ${countOf(builders.length, 'package')} (${list}); its advisories speak of its own builds.`;
  return [{ code: 'OTHER_BUILDERS', message }];
}

function ecosystemReasons({ packages, os, feed }: CoverageInput): readonly CoverageReason[] {
  const counts = new Map<PackageType, number>();
  for (const { type } of packages) {
    if (!isOsPackage(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([type, count]): CoverageReason[] => {
      const ecosystems = ecosystemsOf(type, os);
      if (ecosystems.some((ecosystem) => Object.hasOwn(feed.ecosystems, ecosystem))) return [];
      const message = `The feed has no advisories for ${ecosystems[0] ?? type}, so ${count} packages were not matched.`;
      return [{ code: 'ECOSYSTEM_NOT_IN_FEED', message }];
    });
}

function readingReasons({ layers, warnings }: CoverageInput): readonly CoverageReason[] {
  const has = (...codes: readonly Warning['code'][]) =>
    warnings.filter(({ code }) => codes.includes(code)).length;
  const unread = layers.filter(({ complete }) => !complete).length;
  const lostLayers = Math.max(unread, has('LAYER_UNREADABLE'));
  const lostFiles = has(
    'FILE_UNREADABLE',
    'FILE_TOO_LARGE',
    'PACKAGE_INVALID',
    'ENTRY_INVALID',
    'ADVISORY_INVALID',
  );
  const lostVersions = has('VERSION_INVALID');
  const reasons: CoverageReason[] = [];
  if (lostLayers > 0) {
    const message = `Could not be read to the end: ${countOf(lostLayers, 'layer')}; what they hold is not in this report.`;
    reasons.push({ code: 'LAYER_UNREADABLE', message });
  }
  if (lostFiles > 0) {
    const message = `Could not be read in full: ${countOf(lostFiles, 'file or record', 'files or records')}; the warnings name them.`;
    reasons.push({ code: 'FILE_UNREADABLE', message });
  }
  const lostRules = has('RULE_FAILED');
  if (lostRules > 0) {
    const message = `Could not finish: ${countOf(lostRules, 'rule')}; the warnings name them.`;
    reasons.push({ code: 'RULE_FAILED', message });
  }
  if (lostVersions > 0) {
    const message = `Could not be compared: ${countOf(lostVersions, 'version')}; the warnings name them.`;
    reasons.push({ code: 'VERSION_UNREADABLE', message });
  }
  return reasons;
}

function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

function nameOf({ id, versionId, prettyName }: OperatingSystem): string {
  return prettyName ?? [id, versionId].filter((part) => part !== undefined).join(' ');
}
