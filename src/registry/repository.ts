/** One repository of a registry, read through its mirrors and then the registry itself. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
import { ImgscanError } from '../errors.ts';
import type { Digest, Reference } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { maxConfigBytes } from '../oci/config.ts';
import { digestOf, isDigest, verifyBytes, verifyChunks } from '../oci/digest.ts';
import { type Descriptor, decodeManifest, type Manifest, maxManifestBytes } from '../oci/manifest.ts';
import { bareMediaType, manifestKindOf, mediaTypes } from '../oci/media-type.ts';
import { formatReference } from '../oci/reference.ts';
import { type Place, streamBlob } from './blob.ts';
import { throwIfAborted } from './error.ts';
import { listReferrers } from './referrers.ts';
import { type Clock, withRetries } from './retry.ts';
import { readBody } from './transport.ts';

export interface ResolvedManifest {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

/** Everything is verified: against the digest asked for, the descriptor, or at least the registry's own header. */
export interface Repository {
  /** What the reference's digest, or else its tag, points at. */
  resolve(signal?: AbortSignal): Promise<ResolvedManifest>;
  /** A manifest or config in memory; LIMIT_EXCEEDED past 4 and 8 MiB. */
  read(descriptor: Descriptor, kind: 'manifest' | 'config', signal?: AbortSignal): Promise<Uint8Array>;
  /** A layer, chunk by chunk; may be called again for another reading. */
  stream(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** `read` and decoded. */
  readManifest(descriptor: Descriptor, signal?: AbortSignal): Promise<Manifest>;
  /** What refers to a manifest; undefined where the first place asked keeps no list. Tried once: nothing depends on it. */
  referrers(digest: Digest, signal?: AbortSignal): Promise<readonly Descriptor[] | undefined>;
  /** MIRROR_UNUSABLE for each mirror that was passed over. */
  warnings(): readonly Warning[];
}

const accept = [
  mediaTypes.ociIndex,
  mediaTypes.ociManifest,
  mediaTypes.dockerIndex,
  mediaTypes.dockerManifest,
  `${mediaTypes.ociArtifact};q=0.5`,
  `${mediaTypes.dockerSchema1Signed};q=0.1`,
  `${mediaTypes.dockerSchema1};q=0.1`,
].join(', ');

/** `places`: mirrors in order of preference, the registry itself last. */
export function openRepository(reference: Reference, places: readonly Place[], clock: Clock): Repository {
  const name = formatReference(reference);
  const warnings: Warning[] = [];
  /** Mirrors that failed are not asked again: each would cost its time limit for every blob. */
  let usable = places;

  const passOver = (place: Place, error: unknown): void => {
    const message = error instanceof Error ? error.message : 'unknown trouble';
    usable = usable.filter((other) => other !== place);
    warnings.push({
      code: 'MIRROR_UNUSABLE',
      message: `mirror ${place.endpoint.host} was passed over for ${name}: ${message}`,
    });
  };

  const firstOf = async <T>(operation: (place: Place) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    for (const place of usable.slice(0, -1)) {
      try {
        return await operation(place);
      } catch (error) {
        throwIfAborted(signal);
        passOver(place, error);
      }
    }
    return operation(originOf(places));
  };

  const repository: Repository = {
    resolve: (signal) =>
      firstOf((place) => withRetries(() => resolveAt(place, reference, name, signal), clock, signal), signal),

    async read(descriptor, kind, signal) {
      const { digest, sizeBytes } = descriptor;
      const subject = `${kind} ${digest} of ${name}`;
      const maxBytes = kind === 'manifest' ? maxManifestBytes : maxConfigBytes;
      if (sizeBytes > maxBytes) {
        throw new ImgscanError(
          'LIMIT_EXCEEDED',
          `${subject}: expected at most ${maxBytes} bytes, found ${sizeBytes}`,
        );
      }
      const readAt = async ({ endpoint, repository: place }: Place): Promise<Uint8Array> => {
        const folder = kind === 'manifest' ? 'manifests' : 'blobs';
        const path = `/v2/${place}/${folder}/${digest}`;
        const headers: Record<string, string> = kind === 'manifest' ? { accept } : {};
        const response = await endpoint.send({ path, repository: place, headers, subject }, signal);
        const bytes = await readBody(response, maxBytes, subject);
        return verifyBytes(bytes, { digest, sizeBytes, subject });
      };
      return firstOf((place) => withRetries(() => readAt(place), clock, signal), signal);
    },

    stream(descriptor, signal) {
      const subject = `layer ${descriptor.digest} of ${name}`;
      return verifyChunks(fromPlaces(), { ...descriptor, subject });

      async function* fromPlaces(): AsyncGenerator<Uint8Array, void, undefined> {
        let offset = 0;
        for (const place of [...usable]) {
          try {
            for await (const chunk of streamBlob(place, descriptor, offset, subject, clock, signal)) {
              offset += chunk.byteLength;
              yield chunk;
            }
            return;
          } catch (error) {
            throwIfAborted(signal);
            if (place === originOf(places)) throw error;
            passOver(place, error);
          }
        }
      }
    },

    async readManifest(descriptor, signal) {
      const subject = `manifest ${descriptor.digest} of ${name}`;
      return decodeManifest(
        await repository.read(descriptor, 'manifest', signal),
        descriptor.mediaType,
        subject,
      );
    },

    referrers: (digest, signal) => listReferrers(usable[0] ?? originOf(places), digest, signal),

    warnings: () => warnings,
  };
  return repository;
}

function originOf(places: readonly Place[]): Place {
  const origin = places.at(-1);
  if (origin === undefined) throw new ImgscanError('INTERNAL', 'a repository has at least one place');
  return origin;
}

async function resolveAt(
  { endpoint, repository }: Place,
  reference: Reference,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ResolvedManifest> {
  const wanted = reference.digest ?? reference.tag ?? 'latest';
  const path = `/v2/${repository}/manifests/${wanted}`;
  const response = await endpoint.send({ path, repository, headers: { accept }, subject: name }, signal);
  const bytes = await readBody(response, maxManifestBytes, `manifest of ${name}`);
  const mediaType = bareMediaType(response.headers['content-type'] ?? '');
  const announced = [response.headers['docker-content-digest'] ?? []].flat()[0] ?? '';
  // The digest of a signed schema 1 manifest leaves out its signatures: the header is not of these bytes.
  const trusted = isDigest(announced) && manifestKindOf(mediaType) !== 'schema1' ? announced : undefined;
  const digest = reference.digest ?? trusted;
  if (digest !== undefined) verifyBytes(bytes, { digest, subject: `manifest of ${name}` });
  const manifest = decodeManifest(bytes, mediaType, `manifest of ${name}`);
  const descriptor = {
    mediaType: manifest.mediaType,
    digest: digest ?? digestOf(bytes),
    sizeBytes: bytes.byteLength,
    urls: [],
    annotations: {},
  };
  return { descriptor, manifest };
}
