/** Rule: the distribution gets no security updates any more, or not for long. */
import type { Catalog, CatalogEndOfLife } from '../model/catalog.ts';
import type { OperatingSystem } from '../model/footprint.ts';
import type { ImageRule, ImageSubject } from './rule.ts';

const soonDays = 90;
const dayMs = 86_400_000;

export const endOfLife: ImageRule = {
  id: 'end-of-life',
  kind: 'image',
  severity: 'high',
  title: 'The distribution is past its end of life',
  why: 'Nobody publishes fixes for it any more, and scanners hear of no new weaknesses in it: it looks safer the older it gets.',
  fix: 'Move to a supported release of the distribution.',
  aliases: [],
  *check({ catalog, footprint, today }: ImageSubject) {
    const { os } = footprint;
    if (os?.versionId === undefined) return;
    const { versionId } = os;
    const release = findRelease(catalog, os);
    if (release === undefined) return;
    const days = Math.floor((Date.parse(release.eol) - Date.parse(today)) / dayMs);
    if (Number.isNaN(days) || days > soonDays) return;
    const name = os.prettyName ?? `${os.id} ${versionId}`;
    yield {
      ...(days < 0
        ? {}
        : { severity: 'low' as const, title: 'The distribution reaches its end of life soon' }),
      message:
        days < 0
          ? `${name} has had no free security updates since ${release.eol}.`
          : `${name} gets its last free security updates on ${release.eol}, in ${days} days.`,
      location: {},
      evidence: [
        { label: 'release', value: `${os.id} ${versionId}` },
        { label: 'end of life', value: release.eol },
        { label: 'source', value: release.source },
      ],
      inBase: footprint.base.layers > 0,
    };
  },
};

/** What the catalog knows of the release; a point release (`3.20.3`) is its branch's (`3.20`). */
export function findRelease(
  catalog: Catalog,
  { id, versionId }: OperatingSystem,
): CatalogEndOfLife | undefined {
  if (versionId === undefined) return undefined;
  return catalog.endOfLife.find(
    (entry) =>
      entry.osId === id && (entry.versionId === versionId || versionId.startsWith(`${entry.versionId}.`)),
  );
}
