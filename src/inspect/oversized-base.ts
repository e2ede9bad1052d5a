/** Rule: a smaller base of the same family would do. */
import type { CatalogBase } from '../model/catalog.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import { formatBytes } from './bytes.ts';
import type { ImageRule } from './rule.ts';

/** Smaller savings are within what published sizes move by. */
const leastSaving = 10_000_000;

export const oversizedBase: ImageRule = {
  id: 'oversized-base',
  kind: 'waste',
  severity: 'low',
  title: 'The base image is larger than it needs to be',
  why: 'The base is pulled, stored and scanned with the image; its shells, tools and advisories come with it.',
  fix: 'Use the slim variant of the base, or copy the result onto a distroless base.',
  aliases: [],
  *check({ catalog, footprint }) {
    const { base, os } = footprint;
    if (base.layers === 0 || base.name === undefined) return;
    const family = familyOf(catalog.bases, base.name);
    const version = tagVersion(base.name) ?? os?.versionId;
    if (family === undefined || version === undefined) return;
    // Drop-ins only: on a distroless base the RUN instructions of the image would have nothing to run in.
    const smaller = catalog.bases
      .filter(
        (entry) => entry.family === family && entry.shell && base.tarBytes - entry.tarBytes >= leastSaving,
      )
      .filter((entry) => isSameVersion(tagVersion(entry.name) ?? entry.osVersionId ?? '', version))
      .filter((entry) => isSameRelease(entry, os))
      .sort((a, b) => a.tarBytes - b.tarBytes || (a.name < b.name ? -1 : 1));
    const libc = os?.id === 'alpine' ? 'musl' : 'glibc';
    const best = smaller.find((entry) => entry.libc === libc) ?? smaller[0];
    if (best === undefined) return;
    const caution =
      best.libc === 'musl' && libc === 'glibc'
        ? ' (its libc is musl: native code has to be built for it)'
        : '';
    yield {
      message: `${base.name} brings ${formatBytes(base.tarBytes)}; ${best.name} is about ${formatBytes(best.tarBytes)}.`,
      location: { layer: 0 },
      evidence: [
        { label: 'base', value: `${base.name}, ${formatBytes(base.tarBytes)}, known by ${base.evidence}` },
        ...smaller.map((entry) => ({ label: 'smaller', value: describe(entry) })),
      ],
      fix: `Build on ${best.name}${caution}, or copy the result onto a distroless base.`,
      inBase: true,
      savedBytes: base.tarBytes - best.tarBytes,
    };
  },
};

/** A catalog family by the base's repository; somebody's own `team/debian` is not Debian. */
function familyOf(bases: readonly CatalogBase[], name: string): string | undefined {
  const repository = shortRepository(name);
  return bases.find((entry) => shortRepository(entry.name) === repository)?.family;
}

/** `docker.io/library/node:22`, `localhost/node` and `node@sha256:...` are all `node`. */
function shortRepository(name: string): string {
  const [repository = ''] = name.split('@', 1);
  return repository
    .replace(/:[^/:]*$/, '')
    .replace(/^(?:localhost|[^/]*[.:][^/]*)\//, '')
    .replace(/^library\//, '');
}

/** The version that a tag begins with: `22.5` of `node:22.5-slim`. */
function tagVersion(name: string): string | undefined {
  return /:(\d{1,9}(?:\.\d{1,9}){0,3})(?![^-@])/.exec(name)?.[1];
}

/** True when one says the same as the other, or says it more exactly: `3.12` and `3.12.4`. */
function isSameVersion(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function isSameRelease({ osId, osVersionId }: CatalogBase, os: OperatingSystem | undefined): boolean {
  if (osId !== os?.id || osVersionId === undefined || os?.versionId === undefined) return true;
  return isSameVersion(osVersionId, os.versionId);
}

function describe({ name, tarBytes, libc }: CatalogBase): string {
  return `${name}, about ${formatBytes(tarBytes)}, ${libc}`;
}
