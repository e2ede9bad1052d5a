/** What is installed in a base image, and how it goes into a file and comes out of one. */
import * as v from 'valibot';
import type { OperatingSystem } from '../model/footprint.ts';
import type { Package, PackageType } from '../model/package.ts';

export interface BaseInventory {
  readonly packages: readonly Package[];
  /** Absent where nothing says it: packages of distributions cannot be judged then. */
  readonly os?: OperatingSystem;
}

const text = v.exactOptional(v.string());
/** As much of a package as advisories are compared with. */
const packageSchema = v.object({
  type: v.custom<PackageType>((value) => typeof value === 'string'),
  namespace: text,
  name: v.string(),
  version: v.string(),
  architecture: text,
  source: v.exactOptional(v.object({ name: v.string(), version: v.string() })),
  maintainer: text,
  modularity: text,
  purl: v.string(),
  path: v.string(),
});

export const inventorySchema = v.object({
  packages: v.pipe(
    v.array(packageSchema),
    v.transform((list) => list.map(toPackage)),
  ),
  os: v.exactOptional(
    v.object({
      id: v.string(),
      versionId: text,
      codename: text,
      prettyName: text,
      idLike: v.array(v.string()),
    }),
  ),
});

function toPackage(known: v.InferOutput<typeof packageSchema>): Package {
  return { ...known, licenses: [], foundBy: 'sbom', liveBytes: 0, inBase: true };
}
