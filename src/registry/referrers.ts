/** What refers to a manifest, as the registry lists it. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
import type { Digest } from '../model/image.ts';
import { type Descriptor, decodeManifest, maxManifestBytes } from '../oci/manifest.ts';
import { bareMediaType, mediaTypes } from '../oci/media-type.ts';
import type { Place } from './blob.ts';
import { RegistryError } from './error.ts';
import { readBody } from './transport.ts';

/**
 * The first page, which is all that one image has in practice. Undefined where the registry has no such list: it says
 * so in as many ways as there are registries, with other statuses than 404 and with pages of its own.
 */
export async function listReferrers(
  { endpoint, repository }: Place,
  digest: Digest,
  signal?: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  const subject = `referrers of ${digest} in ${endpoint.host}/${repository}`;
  try {
    const path = `/v2/${repository}/referrers/${digest}`;
    const response = await endpoint.send(
      { path, repository, headers: { accept: mediaTypes.ociIndex }, subject },
      signal,
    );
    if (bareMediaType([response.headers['content-type'] ?? ''].flat()[0] ?? '') !== mediaTypes.ociIndex) {
      response.discard();
      return undefined;
    }
    const bytes = await readBody(response, maxManifestBytes, subject);
    const index = decodeManifest(bytes, mediaTypes.ociIndex, subject);
    return index.kind === 'index' ? index.manifests : undefined;
  } catch (error) {
    const isRefused = error instanceof RegistryError && error.status >= 400 && error.status < 500;
    if (isRefused && error.status !== 408 && error.status !== 429) return undefined;
    throw error;
  }
}
