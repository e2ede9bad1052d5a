/** Under which names an exception may mean a finding. */
import type { Finding } from '../model/finding.ts';

/**
 * Each list is one trouble by all its names. An advisory that tells of several CVEs has one list for each: the finding
 * is settled only when all of them are.
 */
export function troublesOf({ id, aliases, advisory }: Finding): readonly (readonly string[])[] {
  const names = [...new Set([id, ...aliases, ...(advisory?.aliases ?? [])])];
  const cves = names.filter((name) => name.startsWith('CVE-'));
  return cves.length < 2 ? [names] : cves.map((cve) => (cve === id ? [cve] : [cve, id]));
}

/** The answers for each trouble, or nothing where one has none. */
export function forEachTrouble<T>(
  finding: Finding,
  answer: (names: readonly string[]) => T | undefined,
): readonly [T, ...T[]] | undefined {
  const answers: T[] = [];
  for (const names of troublesOf(finding)) {
    const found = answer(names);
    if (found === undefined) return undefined;
    answers.push(found);
  }
  const [first, ...rest] = answers;
  return first === undefined ? undefined : [first, ...rest];
}
