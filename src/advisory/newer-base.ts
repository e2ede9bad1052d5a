/** The newest release of the base that an image was built on, as far as the catalog knows. */
import type { Catalog } from '../model/catalog.ts';
import type { Base, OperatingSystem } from '../model/footprint.ts';
import { compareDigits } from '../version/digits.ts';

/**
 * The name of the same variant with the highest numbers, `node:24-bookworm-slim` for `node:20-bookworm-slim`, in the
 * repository that the base came from; undefined when the base is unknown or the newest.
 */
export function newerBase(
  base: Pick<Base, 'name'>,
  os: OperatingSystem | undefined,
  catalog: Catalog,
): string | undefined {
  const [name = ''] = (base.name ?? '').split('@', 1);
  const [host = ''] = /^(?:localhost\/|[^/]*[.:][^/]*\/)?(?:library\/)?/.exec(name) ?? [];
  for (const prefix of new Set(['', host])) {
    const current = withNumbers(name.slice(prefix.length), os);
    const shape = shapeOf(current);
    const newest = catalog.bases
      .map((entry) => entry.name)
      .filter((candidate) => shapeOf(candidate) === shape && compareNumbers(candidate, current) > 0)
      .sort(compareNumbers)
      .at(-1);
    // What was built on this machine comes from nowhere.
    if (newest !== undefined) return prefix.startsWith('localhost') ? newest : `${prefix}${newest}`;
  }
  return undefined;
}

/** `debian:bookworm-slim` and `alpine:latest` say by another word what os-release says in numbers. */
function withNumbers(name: string, os: OperatingSystem | undefined): string {
  const [repository = '', tag = 'latest'] = name.split(':', 2);
  if (os?.versionId === undefined || repository !== os.id) return name;
  const version = os.id === 'alpine' ? os.versionId.split('.').slice(0, 2).join('.') : os.versionId;
  const word = ['latest', 'stable', os.codename ?? ''].find(
    (each) => each !== '' && (tag === each || tag.startsWith(`${each}-`)),
  );
  return word === undefined ? name : `${repository}:${version}${tag.slice(word.length)}`;
}

function shapeOf(name: string): string {
  return name.replace(/\d+(?:\.\d+)*/g, '#');
}

function compareNumbers(a: string, b: string): number {
  const left = a.match(/\d+/g) ?? [];
  const right = b.match(/\d+/g) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = compareDigits(left[index] ?? '', right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
