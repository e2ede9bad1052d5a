/** What ends each vulnerability: a rebuild, a newer base, a line of one's own, or nothing yet. */
import type { Catalog } from '../model/catalog.ts';
import type { Finding, Remedy } from '../model/finding.ts';
import type { Base, OperatingSystem } from '../model/footprint.ts';
import { type Package, systemPackageTypes } from '../model/package.ts';
import { schemeOf } from '../version/list.ts';
import { ecosystemsOf } from './ecosystem.ts';
import { newerBase } from './newer-base.ts';

export interface RemedyInput {
  readonly packages: readonly Package[];
  readonly catalog: Catalog;
  /** ISO date of the scan. */
  readonly today: string;
  readonly os?: OperatingSystem;
  /** Last day of security support of the release. */
  readonly endOfLife?: string;
  /** Absent where no image was read. */
  readonly base?: Base;
  /** The instruction's text, safe to be shown. */
  readonly instructionText: (index: number) => string | undefined;
}

/** Gives each vulnerability its remedy; other findings stand as they are. */
export function withRemedies(findings: readonly Finding[], input: RemedyInput): readonly Finding[] {
  const versions = targetVersions(findings, input.os);
  const packages = new Map(input.packages.map((pkg) => [`${pkg.purl}\n${pkg.path}`, pkg]));
  const newer = input.base === undefined ? undefined : newerBase(input.base, input.os, input.catalog);
  return findings.map((finding) => {
    const pkg = packages.get(keyOf(finding));
    if (finding.kind !== 'vulnerability' || pkg === undefined) return finding;
    const isFixed = finding.advisory?.fixedVersion !== undefined;
    const version = isFixed ? versions.get(keyOf(finding)) : undefined;
    const remedy = isFixed ? remedyOfFixed(pkg, newer, input) : remedyOfUnfixed(pkg, newer, input);
    return { ...finding, remedy: { ...remedy, ...(version === undefined ? {} : { version }) } };
  });
}

function keyOf({ package: pkg, location }: Finding): string {
  return `${pkg?.purl}\n${location.path}`;
}

/** The highest of the fixed versions of each package: the one that ends all that can be ended. */
function targetVersions(
  findings: readonly Finding[],
  os: OperatingSystem | undefined,
): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const finding of findings) {
    const fixed = finding.advisory?.fixedVersion;
    if (fixed === undefined || finding.package === undefined) continue;
    const current = targets.get(keyOf(finding));
    const [ecosystem = ''] = ecosystemsOf(finding.package.type, os);
    if (current === undefined || isHigher(fixed, current, ecosystem)) targets.set(keyOf(finding), fixed);
  }
  return targets;
}

function isHigher(version: string, than: string, ecosystem: string): boolean {
  const scheme = schemeOf(ecosystem);
  const [left, right] = [scheme?.parse(version), scheme?.parse(than)];
  return scheme !== undefined && left !== undefined && right !== undefined && scheme.compare(left, right) > 0;
}

function remedyOfFixed(pkg: Package, newer: string | undefined, input: RemedyInput): Remedy {
  const isSystem = systemPackageTypes.has(pkg.type);
  if (!pkg.inBase) return isSystem ? remedyOfOwnSystem(pkg, input) : changeLine(pkg, input);
  const name = input.base?.name;
  if (!isSystem && newer !== undefined) {
    return { action: 'bump-tag', text: `Build on ${newer} in place of ${name}.`, base: newer };
  }
  const today = name === undefined ? 'today’s base' : `today’s ${name}`;
  const text = `Rebuild on ${today}: \`docker build --pull --no-cache\`; raise its digest where FROM pins it.`;
  return { action: 'rebuild', text, ...(name === undefined ? {} : { base: name }) };
}

/** What the distribution's package manager installs it installs anew, unless the line names the version. */
function remedyOfOwnSystem(pkg: Package, input: RemedyInput): Remedy {
  const line = lineOf(pkg, input);
  if (line === undefined) {
    return { action: 'rebuild', text: 'Rebuild with today’s packages of the distribution.' };
  }
  if (isPinned(pkg, line))
    return { action: 'change-line', text: `Raise the pinned version in ${quote(line)}.` };
  const text = `Rebuild without the cache, \`docker build --no-cache\`: ${quote(line)} takes today’s packages.`;
  return { action: 'rebuild', text };
}

/** `openssl=3.0.1-1`, `openssl-3.0.1-1`, `openssl==3.0.1`. */
function isPinned({ name, version }: Package, line: string): boolean {
  return (
    ['=', '-', '=='].some((sign) => line.includes(`${name}${sign}${version}`)) || line.includes(`${name}=`)
  );
}

function changeLine(pkg: Package, input: RemedyInput): Remedy {
  const line = lineOf(pkg, input);
  const by = line === undefined ? '' : ` (${quote(line)})`;
  return { action: 'change-line', text: `${stepFor(pkg, line)}${by}.` };
}

function stepFor({ type, name, path, fromLockFile }: Package, line: string | undefined): string {
  if (type === 'golang') {
    return `Build /${path} with ${name === 'stdlib' ? 'a newer Go' : 'newer modules in go.mod'}`;
  }
  if (fromLockFile === true) return `Raise the versions in /${path}`;
  return line === undefined ? 'Raise the versions that the image installs' : 'Raise the versions installed';
}

/** After the end of a release's support nothing will come for its packages. */
function remedyOfUnfixed(pkg: Package, newer: string | undefined, input: RemedyInput): Remedy {
  const { endOfLife, today, os } = input;
  const isOver = endOfLife !== undefined && endOfLife < today && systemPackageTypes.has(pkg.type);
  if (!isOver) return { action: 'none-yet', text: 'Nothing yet: no fixed version is named.' };
  const release = os?.prettyName ?? `${os?.id} ${os?.versionId}`;
  if (newer === undefined) {
    return {
      action: 'bump-tag',
      text: `Move to a supported release: ${release} has had no free security updates since ${endOfLife}.`,
    };
  }
  const text = `Build on ${newer}: ${release} has had no free security updates since ${endOfLife}.`;
  return { action: 'bump-tag', text, base: newer };
}

function lineOf({ instruction }: Package, { instructionText }: RemedyInput): string | undefined {
  return instruction === undefined ? undefined : instructionText(instruction);
}

const mostQuoted = 80;

/** The start of an instruction; builders write the hash of what they copied in place of its name. */
function quote(line: string): string {
  const flat = line
    .replace(/\b(file|dir|multi):([0-9a-f]{8})[0-9a-f]{56}/g, '$1:$2…')
    .replace(/\s+/g, ' ')
    .replaceAll('`', "'")
    .trim();
  return `\`${flat.length > mostQuoted ? `${flat.slice(0, mostQuoted)}…` : flat}\``;
}
