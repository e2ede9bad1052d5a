/** The packages of a base image that nobody has to look into it for: as the SBOMs tell that are kept beside it. */
import { ImgscanError } from '../errors.ts';
import type { Reference } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import type { Selection } from '../oci/select.ts';
import type { RegistryClient } from '../registry/client.ts';
import { readAttached } from '../sbom/attached.ts';
import { findInRegistry } from '../source/registry-attached.ts';
import type { BaseInventory } from './base-inventory.ts';

/** An official image has some hundred; those of desktops some thousand. */
const mostPackages = 20_000;

/**
 * Of the first document that lists packages; undefined where there is none, or none that can be had. Rejects with
 * the reason of the signal alone.
 */
export async function packagesBeside(
  client: RegistryClient,
  reference: Reference,
  { images, attestations }: Selection,
  signal: AbortSignal,
): Promise<BaseInventory | undefined> {
  const digest = images[0]?.descriptor.digest;
  if (digest === undefined) return undefined;
  try {
    const repository = client.repository(reference);
    const { documents } = await findInRegistry(client, reference, repository, digest, attestations, signal);
    for (const document of documents) {
      const { sbom } = readAttached(await document.read(signal), digest);
      if (sbom === undefined || sbom.packages.length === 0 || sbom.packages.length > mostPackages) continue;
      const packages = sbom.packages.map(
        ({ record, purl, path = '' }): Package => ({
          ...record,
          purl,
          path,
          liveBytes: 0,
          inBase: true,
        }),
      );
      return { packages, ...(sbom.os === undefined ? {} : { os: sbom.os }) };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ImgscanError)) throw error;
  }
  return undefined;
}
