/** What the advisories of a store say of packages: looked up, evaluated, each source and version once. */
import type { Advisory, AdvisoryStore } from '../model/advisory.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Package } from '../model/package.ts';
import { createSchemes, schemeOf } from '../version/list.ts';
import { evaluate, type RangeVerdict } from '../version/range.ts';
import { createEcosystems, type Lookup, lookupsOf } from './ecosystem.ts';
import { withoutEpochs } from './rpm-build.ts';

/** That the package's version is affected, or that the distribution says the package is not. */
export interface Saying {
  readonly advisory: Advisory;
  /** The name and version that were compared: the source package's or the package's own. */
  readonly compared: Lookup;
  readonly verdict: RangeVerdict;
}

/** Of one name and version in one ecosystem. */
interface Answer {
  /** Of every advisory that knows the name. */
  readonly ids: readonly string[];
  readonly sayings: readonly Saying[];
  /** False when the ecosystem's scheme does not read the version. */
  readonly isReadable: boolean;
}

export type Warn = (message: string, path?: string) => void;

/** The function remembers: it is for one set of packages. */
export function createSayings(
  os: OperatingSystem | undefined,
  store: AdvisoryStore,
  warn: Warn,
): (pkg: Package) => readonly Saying[] {
  const schemeFor = createSchemes();
  const ecosystemsFor = createEcosystems(os);
  const answers = new Map<string, Answer>();
  const ask = (ecosystem: string, lookup: Lookup): Answer => {
    const key = [ecosystem, lookup.name, lookup.version, lookup.withoutEpoch].join('\0');
    const known = answers.get(key);
    if (known !== undefined) return known;
    const advisories = store.lookup(ecosystem, lookup.name);
    const answer = evaluateAll(advisories, lookup, schemeFor(ecosystem), warn);
    answers.set(key, answer);
    return answer;
  };
  return (pkg) => {
    const sayings: Saying[] = [];
    // An advisory is decided by its entries in the most exact ecosystem, under the first name, that knows the package.
    const decided = new Set<string>();
    for (const ecosystem of ecosystemsFor(pkg)) {
      for (const lookup of lookupsOf(pkg, ecosystem)) {
        const answer = ask(ecosystem, lookup);
        if (!answer.isReadable) warnOfVersion(pkg, lookup, ecosystem, warn);
        for (const saying of answer.sayings) if (!decided.has(saying.advisory.id)) sayings.push(saying);
        for (const id of answer.ids) decided.add(id);
      }
    }
    return sayings;
  };
}

function evaluateAll(
  advisories: readonly Advisory[],
  lookup: Lookup,
  scheme: ReturnType<typeof schemeOf>,
  warn: Warn,
): Answer {
  if (advisories.length === 0 || scheme === undefined) return { ids: [], sayings: [], isReadable: true };
  const version = scheme.parse(lookup.version);
  const sayings: Saying[] = [];
  for (const advisory of advisories) {
    const ranged = lookup.withoutEpoch ? withoutEpochs(advisory) : advisory;
    const verdict =
      version === undefined ? byText(lookup.version, advisory) : evaluate(scheme, version, ranged);
    if (verdict.unreadable.length > 0) warnOfRange(advisory, verdict.unreadable, warn);
    if (verdict.affected || advisory.verdict === 'not-affected') {
      sayings.push({ advisory, compared: lookup, verdict });
    }
  }
  return { ids: advisories.map(({ id }) => id), sayings, isReadable: version !== undefined };
}

/** A version that cannot be ordered can still be one of those listed. */
function byText(version: string, { versions }: Advisory): RangeVerdict {
  return { affected: versions.includes(version), unreadable: [] };
}

function warnOfVersion(pkg: Package, { name, version }: Lookup, ecosystem: string, warn: Warn): void {
  const subject = name === pkg.name ? pkg.name : `${pkg.name} (source ${name})`;
  const text = JSON.stringify(version.slice(0, 100));
  warn(
    `Package ${subject} is not matched: its version ${text} is no ${schemeOf(ecosystem)?.id} version`,
    pkg.path,
  );
}

function warnOfRange({ id, name }: Advisory, unreadable: readonly string[], warn: Warn): void {
  const list = unreadable.slice(0, 3).map((text) => JSON.stringify(text));
  warn(`Advisory ${id} for ${name} names versions that cannot be read: ${list.join(', ')}`);
}
