/** What a registry keeps beside an image: by its list of referrers, or where it has none by the tags that stand in for one. */
import { ImgscanError } from '../errors.ts';
import type { Attached, Digest, Reference } from '../model/image.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Repository, ResolvedManifest } from '../registry/repository.ts';
import { type AttachedStore, collect, findAttached } from './attached.ts';
import { attachedTags } from './attached-tags.ts';
import { checkAborted } from './files.ts';

/** For the search and the documents together: they are a supplement, and no scan may wait for one. */
const deadlineMs = 30_000;

/** Where a registry lists referrers, an image without any costs one request; else one for each tag. */
export function findInRegistry(
  client: RegistryClient,
  reference: Reference,
  repository: Repository,
  image: Digest,
  attestations: readonly Descriptor[],
  signal?: AbortSignal,
): Promise<Attached> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const timed = async <T>(run: (limit: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await run(signal === undefined ? deadline : AbortSignal.any([signal, deadline]));
    } catch (error) {
      checkAborted(signal);
      if (!deadline.aborted) throw error;
      throw new ImgscanError(
        'TIMEOUT',
        `${reference.registry} took longer than ${deadlineMs / 1000} seconds`,
        {
          cause: error,
        },
      );
    }
  };
  const tagged = async (tag: string, limit: AbortSignal): Promise<ResolvedManifest | undefined> => {
    const { registry, repository: name } = reference;
    const place = client.repository({ registry, repository: name, tag, tagImplied: false });
    return place.resolve(limit).catch((error: unknown) => {
      if (error instanceof ImgscanError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
  };
  const store: AttachedStore = {
    referrers: () =>
      timed(async (limit) => {
        const listed = await repository.referrers(image, limit);
        if (listed !== undefined) return listed;
        const tags = attachedTags(image);
        const [index, ...direct] = await Promise.all(
          [tags.index, ...tags.direct].map((tag) => tagged(tag, limit)),
        );
        const entries = index?.manifest.kind === 'index' ? index.manifest.manifests : [];
        return [...entries, ...direct.flatMap((found) => (found === undefined ? [] : [found.descriptor]))];
      }),
    manifest: (descriptor) => timed((limit) => repository.readManifest(descriptor, limit)),
    blob: (descriptor) => timed((limit) => collect(repository.stream(descriptor, limit))),
  };
  return findAttached(image, attestations, store, signal);
}
