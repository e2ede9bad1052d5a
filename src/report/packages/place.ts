/** Where a package was found, as people look for it. */
import { type Package, systemPackageTypes } from '../../model/package.ts';

type Placed = Pick<Package, 'type' | 'path' | 'inside' | 'attachedSbom'>;

/**
 * `/app/lib/a.war!/WEB-INF/lib/b.jar`; what an SBOM beside the image tells is there as far as that says. Undefined for
 * what a distribution's database lists: that is the same for all of them.
 */
export function packagePlace({ type, path, inside, attachedSbom }: Placed): string | undefined {
  // A file outside of the image that was read in its place has its scheme.
  const file = path === '' || path.startsWith('sbom:') ? path : `/${path}`;
  if (attachedSbom !== undefined) {
    return `SBOM ${attachedSbom.slice(0, 19)} attached to the image${file === '' ? '' : `: ${file}`}`;
  }
  if (systemPackageTypes.has(type)) return undefined;
  if (inside === undefined) return file;
  const place = `${file}!/${inside}`;
  // The rest of a shaded pom's path is the package's name once more.
  const shaded = place.indexOf('!/META-INF/maven/');
  return shaded === -1 ? place : `${place.slice(0, shaded)} (shaded in)`;
}
