/** What refers to a manifest, as the registry lists it. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
import type { Digest } from '../model/image.ts';
import { type Descriptor, decodeManifest, maxManifestBytes } from '../oci/manifest.ts';
import { bareMediaType, mediaTypes } from '../oci/media-type.ts';
import type { Place } from './blob.ts';
import { RegistryError } from './error.ts';
import { nextPage } from './list.ts';
import { type HttpResponse, readBody } from './transport.ts';

/** A page has about a hundred; more pages than this are no supplement to an image. */
const maxPages = 20;

/**
 * In the registry's order. Undefined where the registry has no such list: it says so in as many ways as there are
 * registries, with other statuses than 404 and with pages of its own.
 */
export async function listReferrers(
  { endpoint, repository }: Place,
  digest: Digest,
  signal?: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  const subject = `referrers of ${digest} in ${endpoint.host}/${repository}`;
  const found: Descriptor[] = [];
  let path: string | undefined = `/v2/${repository}/referrers/${digest}`;
  try {
    for (let page = 0; path !== undefined && page < maxPages; page += 1) {
      const headers = { accept: mediaTypes.ociIndex };
      const response: HttpResponse = await endpoint.send({ path, repository, headers, subject }, signal);
      if (bareMediaType([response.headers['content-type'] ?? ''].flat()[0] ?? '') !== mediaTypes.ociIndex) {
        response.discard();
        return undefined;
      }
      const bytes = await readBody(response, maxManifestBytes, subject);
      const index = decodeManifest(bytes, mediaTypes.ociIndex, subject);
      if (index.kind !== 'index') return undefined;
      found.push(...index.manifests);
      path = nextPage(response.headers, path);
    }
    return found;
  } catch (error) {
    const isRefused = error instanceof RegistryError && error.status >= 400 && error.status < 500;
    if (isRefused && error.status !== 408 && error.status !== 429) return undefined;
    throw error;
  }
}
