/** What the rules about programs share: which were found, who brought them, what leaving them out would save. */
import type { Footprint } from '../model/footprint.ts';
import { formatBytes } from './bytes.ts';
import type { FoundProgram } from './find-programs.ts';
import type { ProgramKind } from './programs.ts';
import type { ImageSubject, Problem } from './rule.ts';
import { listSome, problemsByOrigin, type Sighting } from './sighting.ts';

type ProgramSighting = Sighting & { readonly found: FoundProgram };

/** One problem for the image's own programs of a kind and one for the base's; low at most when only names say so. */
export function* programProblems(
  { footprint, programs }: ImageSubject,
  kind: ProgramKind,
  what: string,
  why: string,
): Generator<Problem> {
  const ofKind = programs.filter((program) => program.kind === kind);
  const sightings = ofKind.map((found): ProgramSighting => {
    return {
      path: found.path,
      layer: found.layer,
      label: found.program,
      value: describe(footprint, found),
      found,
    };
  });
  yield* problemsByOrigin(footprint, sightings, (group, inBase) => {
    const names = listSome(largestFirst(footprint, group).map(({ found }) => found.program));
    const savedBytes = inBase ? 0 : removableBytes(footprint, group, kind === 'compiler');
    const saving =
      savedBytes === 0 ? '' : ` Without the packages that bring them: ${formatBytes(savedBytes)} less.`;
    return {
      message: `${inBase ? 'The base image brings' : 'The image has'} ${what}: ${names}. ${why}${saving}`,
      ...(group.every(({ found }) => found.by === 'name') ? { severity: 'low' as const } : {}),
      ...(savedBytes === 0 ? {} : { savedBytes }),
    };
  });
}

/** The telling ones first: a compiler before its drivers and wrappers. */
function largestFirst(footprint: Footprint, group: readonly ProgramSighting[]): ProgramSighting[] {
  const bytes = ({ found }: ProgramSighting) =>
    footprint.files.get(found.target ?? found.path)?.entry.fileBytes ?? 0;
  return [...group].sort((a, b) => bytes(b) - bytes(a));
}

function describe(footprint: Footprint, { path, target, by }: FoundProgram): string {
  const how = target === undefined ? `by ${by}` : `link to /${target}, by ${by}`;
  const name = footprint.files.get(target ?? path)?.owner?.name;
  return name === undefined ? how : `${how}, package ${name}`;
}

/**
 * Bytes of the programs' packages; programs without a package count with their files. With `companions` also
 * the packages of the same layers that are built from the same sources or only serve development.
 */
function removableBytes(
  footprint: Footprint,
  group: readonly ProgramSighting[],
  companions: boolean,
): number {
  const owners = new Set<string>();
  const layers: ReadonlySet<number | undefined> = new Set(group.map(({ layer }) => layer));
  const loose = new Map<string, number>();
  for (const { found } of group) {
    const path = found.target ?? found.path;
    const file = footprint.files.get(path);
    if (file === undefined) continue;
    if (file.owner?.name === undefined) loose.set(path, file.entry.tarBytes);
    else owners.add(file.owner.name);
  }
  const own = footprint.packages.filter(({ layer, inBase }) => layers.has(layer) && !inBase);
  const sources = new Set(
    own.flatMap(({ name, source }) => (owners.has(name) ? [source?.name ?? name] : [])),
  );
  const removable = own.filter(
    ({ name, source }) =>
      owners.has(name) ||
      (companions && (sources.has(source?.name ?? name) || /-(?:dev|src|headers)$/.test(name))),
  );
  const packaged = removable.reduce((sum, { liveBytes }) => sum + liveBytes, 0);
  return [...loose.values()].reduce((sum, bytes) => sum + bytes, packaged);
}
