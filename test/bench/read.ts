/** A process of its own that reads an image with all catalogers or with those of distributions alone, and says how many packages it found. */
import { tmpdir } from 'node:os';
import { openBundledFeed } from '../../src/advisory/bundled.ts';
import { loadCatalog } from '../../src/advisory/catalog.ts';
import { matchPackages } from '../../src/advisory/match.ts';
import { catalogers } from '../../src/cataloger/list.ts';
import { detectors } from '../../src/detector/list.ts';
import { foldFootprint } from '../../src/footprint/fold.ts';
import { analyzeLayers } from '../../src/layer/analyze-layers.ts';
import { hostPlatform } from '../../src/oci/platform.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';

/** Whose packages distributions make, by the catalogers' names. */
const systemCatalogers: ReadonlySet<string> = new Set([
  ...[
    'apk',
    'chisel',
    'dpkg',
    'dpkg-files',
    'dpkg-licenses',
    'opkg',
    'pacman',
    'portage',
    'rpm',
    'rpm-manifest',
  ],
]);

/** A cold scan without its report: layers read, folded, packages matched. */
export async function readLayout(layout: string, which: string): Promise<string> {
  const { images, close } = await ociLayoutSource.open(layout, {
    platform: hostPlatform(),
    spoolDirectory: tmpdir(),
  });
  const chosen = which === 'all' ? catalogers : catalogers.filter(({ name }) => systemCatalogers.has(name));
  const [image] = images;
  if (image === undefined) throw new Error(`${layout}: no image`);
  const analyses = await analyzeLayers(image.layers, { catalogers: chosen, detectors });
  const failure = analyses.find((analysis) => analysis.failure !== undefined)?.failure;
  if (failure !== undefined) throw failure;
  const readings = analyses.map(({ facts }) => ({ facts, complete: true }));
  const { footprint } = foldFootprint({ image, readings, catalog: await loadCatalog() });
  const { store } = await openBundledFeed();
  const { matches } = matchPackages(footprint.packages, footprint.os, store);
  await close();
  const { compressedBytes = 0, totalBytes, files, packages } = footprint;
  return JSON.stringify({
    compressedBytes,
    totalBytes,
    fileCount: files.size,
    packages: packages.length,
    matches: matches.length,
  });
}
