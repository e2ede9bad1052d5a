/** Which VEX statements are about a finding, and what the last of them says. */
import type { VexVerdict } from '../../model/exception.ts';
import type { Finding } from '../../model/finding.ts';
import { type Package, systemPackageTypes } from '../../model/package.ts';
import type { Report } from '../../model/report.ts';
import { forEachTrouble } from '../names.ts';
import { matchesImage, matchesPackage } from '../purl-match.ts';
import { isPlatform } from './platform.ts';
import type { VexComponent, VexDocument, VexProduct, VexStatement } from './statement.ts';

export interface VexMatcher {
  /** Undefined when no statement is about it. An advisory of several CVEs is as bad as the worst of them. */
  readonly verdictOf: (finding: Finding) => VexVerdict | undefined;
  /** The documents that said something of a finding so far. */
  readonly used: ReadonlySet<VexDocument>;
}

type Subject = Pick<Report, 'image' | 'packages' | 'sbom'>;

/** A finding's package as a pattern may mean it. */
type Named = Pick<Package, 'purl' | 'source'>;

/** Looks statements up by vulnerability first: few are about any one. */
export function createVexMatcher(documents: readonly VexDocument[], subject: Subject): VexMatcher {
  const byName = new Map<string, { readonly statement: VexStatement; readonly document: VexDocument }[]>();
  for (const document of documents) {
    for (const statement of document.statements) {
      for (const name of new Set(statement.names.map((each) => each.toUpperCase()))) {
        const list = byName.get(name);
        if (list === undefined) byName.set(name, [{ statement, document }]);
        else list.push({ statement, document });
      }
    }
  }
  const rows = new Map(subject.packages.map((pkg) => [`${pkg.purl}\n${pkg.path}`, pkg]));
  const used = new Set<VexDocument>();
  const lastAbout = (finding: Finding, names: readonly string[]): VexStatement | undefined => {
    const { package: found, location } = finding;
    if (found === undefined) return undefined;
    const named: Named = rows.get(`${found.purl}\n${location.path}`) ?? found;
    const about = names
      .flatMap((name) => byName.get(name.toUpperCase()) ?? [])
      .filter(({ statement }) =>
        statement.products.some((product) => isAbout(product, named, finding, subject)),
      );
    for (const { document } of about) used.add(document);
    // Among statements of one time the later written counts: sorting is stable.
    return about.toSorted((a, b) => a.statement.time - b.statement.time).at(-1)?.statement;
  };
  const verdictOf = (finding: Finding): VexVerdict | undefined => {
    const last = forEachTrouble(finding, (names) => lastAbout(finding, names));
    const verdicts = last?.map(({ verdict }) => verdict);
    return verdicts?.find(({ status }) => !settles(status)) ?? verdicts?.[0];
  };
  return { verdictOf, used };
}

/** True of the statuses that end a finding. */
export function settles(status: VexVerdict['status']): boolean {
  return status === 'not_affected' || status === 'fixed';
}

function isAbout(product: VexProduct, named: Named, finding: Finding, subject: Subject): boolean {
  const { parts } = product;
  const isPart = parts.some((part) => isPackage(part, named));
  if (isDistribution(product, subject)) return isPart;
  if (isImage(product, subject)) return parts.length === 0 || isPart;
  if (isPackage(product, named)) return parts.length === 0 || isPart;
  return isPart && subject.packages.some((pkg) => isPackage(product, pkg) && contains(pkg, finding));
}

function isDistribution({ platforms = [] }: VexProduct, { image, sbom }: Subject): boolean {
  const os = image?.os ?? sbom?.os;
  return platforms.some((platform) => isPlatform(platform, os));
}

function isImage({ purls, digests }: VexComponent, { image }: Subject): boolean {
  if (image === undefined) return false;
  if (image.digest !== undefined && digests.includes(image.digest)) return true;
  return purls.some((purl) => matchesImage(purl, image));
}

function isPackage({ purls }: VexComponent, { purl, source }: Named): boolean {
  return purls.some((pattern) => matchesPackage(pattern, purl, source));
}

/**
 * A program contains what is in the same file, an npm package what lies below its directory. Packages of a
 * distribution share one database and contain nothing of each other.
 */
function contains({ type, path }: Package, { location }: Finding): boolean {
  if (systemPackageTypes.has(type) || location.path === undefined) return false;
  if (path === location.path) return true;
  return path.endsWith('/package.json') && location.path.startsWith(path.slice(0, -'package.json'.length));
}
