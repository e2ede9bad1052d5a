/** Rule: a smaller base of the same family would do. */
import type { CatalogBase } from '../model/catalog.ts';
import type { Footprint } from '../model/footprint.ts';
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
  fix: 'Use the slim variant of the base, or a distroless base for the final stage.',
  aliases: [],
  *check({ catalog, footprint }) {
    const { base, os } = footprint;
    if (base.layers === 0) return;
    const used = recognise(catalog.bases, footprint);
    const smaller = catalog.bases
      .filter(({ family, osId, tarBytes, variant }) => {
        const sameFamily =
          used === undefined ? osId !== undefined && osId === os?.id : family === used.family;
        return sameFamily && variant !== 'scratch' && base.tarBytes - tarBytes >= leastSaving;
      })
      .filter(({ runtime }) => used === undefined || runtime === used.runtime)
      .filter(
        ({ osVersionId }) =>
          osVersionId === undefined || os?.versionId === undefined || osVersionId >= os.versionId,
      )
      .sort((a, b) => a.tarBytes - b.tarBytes || (a.name < b.name ? -1 : 1));
    const best = smaller.find(({ libc }) => libc === (used?.libc ?? libc)) ?? smaller[0];
    if (best === undefined) return;
    const savedBytes = base.tarBytes - best.tarBytes;
    const name = base.name ?? os?.prettyName ?? 'The base';
    yield {
      message: `${name} brings ${formatBytes(base.tarBytes)}; ${best.name} is about ${formatBytes(best.tarBytes)}.`,
      location: { layer: 0 },
      evidence: [
        {
          label: 'base',
          value: `${base.name ?? 'unnamed'}, ${formatBytes(base.tarBytes)}, known by ${base.evidence}`,
        },
        ...smaller.slice(0, 10).map((option) => ({ label: 'smaller', value: describe(option) })),
      ],
      fix: `Build on ${best.name}${best.libc === 'musl' && used?.libc === 'glibc' ? ' (musl: native code has to be built for it)' : ''}, or on a distroless base.`,
      inBase: true,
      savedBytes,
    };
  },
};

function recognise(bases: readonly CatalogBase[], { base, os }: Footprint): CatalogBase | undefined {
  const name = base.name?.replace(/^(?:docker\.io\/)?(?:library\/)?/, '').replace(/@.*$/, '');
  if (name === undefined) return undefined;
  const repository = name.replace(/:[^/]*$/, '');
  return (
    bases.find((entry) => entry.name === name) ??
    bases.find((entry) => entry.name.replace(/:[^/]*$/, '') === repository && entry.osId === os?.id) ??
    bases.find((entry) => entry.family === repository)
  );
}

function describe({ name, tarBytes, libc, shell }: CatalogBase): string {
  return `${name}, about ${formatBytes(tarBytes)}, ${libc === 'none' ? 'no libc' : libc}, ${shell ? 'with' : 'without'} a shell`;
}
