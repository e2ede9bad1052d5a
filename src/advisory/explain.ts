/** Looks one vulnerability up for each package, as matching does, and keeps every comparison. */
import type { Advisory, AdvisoryStore } from '../model/advisory.ts';
import type { ExplainedAdvisory, ExplainedPackage, Explanation } from '../model/explanation.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Package, SuppressedPackage } from '../model/package.ts';
import { compareText } from '../version/digits.ts';
import { schemeOf } from '../version/list.ts';
import { evaluate } from '../version/range.ts';
import { createEcosystems, ecosystemsOf, type Lookup, lookupsOf } from './ecosystem.ts';
import { explainRanges } from './explain-range.ts';
import { namesOf, troublesOf } from './group.ts';
import { matchPackages } from './match.ts';
import { withoutEpochs } from './rpm-build.ts';

export interface ExplainInput {
  readonly packages: readonly Package[];
  /** Rows of the inventory that another one stands for. */
  readonly suppressed?: readonly SuppressedPackage[];
  readonly os: OperatingSystem | undefined;
  readonly store: AdvisoryStore;
}

interface Known {
  readonly advisory: Advisory;
  readonly lookup: Lookup;
}

/** Pure. `id` is any name of the trouble, in any case. */
export function explain(id: string, input: ExplainInput): Explanation {
  const { packages, suppressed = [], os, store } = input;
  const all = [...packages, ...suppressed.map((row) => row.package)];
  const known = new Map(all.map((pkg) => [pkg, advisoriesOf(pkg, os, store)]));
  const names = collectNames(id, [...known.values()].flat());
  const isNamed = ({ advisory }: Known): boolean => namesOf(advisory).some((name) => names.has(name));
  const explained = (pkg: Package) => (known.get(pkg) ?? []).filter(isNamed).map(explainAdvisory);
  const ecosystems = new Set(all.flatMap(({ type }) => ecosystemsOf(type, os)));
  const status = store.status();
  return {
    id,
    names: [...names].sort(compareText),
    packages: [
      ...packages.flatMap((pkg) => toPackage(pkg, explained(pkg), () => outcomeOf(pkg, names, os, store))),
      ...suppressed.flatMap(({ package: pkg, reason, by }) =>
        toPackage(pkg, explained(pkg), () => ({ outcome: 'told-once', reason: `${reason} (${by})` })),
      ),
    ],
    searched: [...ecosystems]
      .sort(compareText)
      .map((ecosystem) => ({ ecosystem, records: status.ecosystems[ecosystem] ?? 0 })),
  };
}

/** What matching asks: each advisory by its entries in the most exact ecosystem, under the first name. */
function advisoriesOf(pkg: Package, os: OperatingSystem | undefined, store: AdvisoryStore): readonly Known[] {
  const found: Known[] = [];
  const decided = new Set<string>();
  for (const ecosystem of createEcosystems(os)(pkg)) {
    for (const lookup of lookupsOf(pkg, ecosystem)) {
      const entries = store.lookup(ecosystem, lookup.name).filter(({ id }) => !decided.has(id));
      found.push(...entries.map((advisory) => ({ advisory, lookup })));
      for (const { id } of entries) decided.add(id);
    }
  }
  return found;
}

/** An advisory of several CVEs is no name for each of them: what only it joins is not the same trouble. */
function collectNames(id: string, known: readonly Known[]): ReadonlySet<string> {
  const wanted = id.toUpperCase();
  const direct = known.filter(({ advisory }) =>
    namesOf(advisory).some((name) => name.toUpperCase() === wanted),
  );
  const names = direct.flatMap(({ advisory }) => {
    if (troublesOf(advisory).length > 1 && advisory.id.toUpperCase() !== wanted) return [];
    return namesOf(advisory);
  });
  const asked = direct
    .flatMap(({ advisory }) => namesOf(advisory))
    .find((name) => name.toUpperCase() === wanted);
  return new Set([asked ?? id, ...names]);
}

type Outcome = Pick<ExplainedPackage, 'outcome' | 'reason'>;

/** What matching itself says, so that the explanation cannot say otherwise. */
function outcomeOf(
  pkg: Package,
  names: ReadonlySet<string>,
  os: OperatingSystem | undefined,
  store: AdvisoryStore,
): Outcome {
  const { matches, dismissed } = matchPackages([pkg], os, store);
  const isNamed = (match: { readonly id: string; readonly aliases: readonly string[] }): boolean =>
    [match.id, ...match.aliases].some((name) => names.has(name));
  if (matches.some(isNamed)) return { outcome: 'affected' };
  const dismissal = dismissed.find(({ match }) => isNamed(match));
  if (dismissal === undefined) return { outcome: 'not-affected' };
  return { outcome: 'dismissed', reason: `${dismissal.advisory.id} says that it is not affected` };
}

function toPackage(
  pkg: Package,
  advisories: readonly ExplainedAdvisory[],
  outcome: () => Outcome,
): ExplainedPackage[] {
  return advisories.length === 0 ? [] : [{ package: pkg, ...outcome(), advisories }];
}

function explainAdvisory({ advisory, lookup }: Known): ExplainedAdvisory {
  const { id, aliases, ecosystem, severity, summary, url, modified, versions, verdict, verdictReason } =
    advisory;
  const scheme = schemeOf(ecosystem);
  const version = scheme?.parse(lookup.version);
  const compared = lookup.withoutEpoch === true ? withoutEpochs(advisory) : advisory;
  const isListed = versions.includes(lookup.version);
  const answer =
    scheme === undefined || version === undefined ? undefined : evaluate(scheme, version, compared);
  return {
    id,
    aliases,
    ecosystem,
    name: lookup.name,
    severity,
    summary,
    url,
    modified,
    version: lookup.version,
    ...(scheme === undefined ? {} : { scheme: { id: scheme.id, spec: scheme.spec } }),
    isReadable: version !== undefined,
    ranges: scheme === undefined ? [] : explainRanges(scheme, version, compared.ranges),
    listedVersions: versions.length,
    isListed,
    isAffected: answer?.affected ?? isListed,
    ...(answer?.fixed === undefined ? {} : { fixedVersion: answer.fixed }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(verdictReason === undefined ? {} : { verdictReason }),
  };
}
