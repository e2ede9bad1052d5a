/** Finds what may be an image's SBOMs and VEX documents among what is kept beside it. https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage */
import { ImgscanError } from '../errors.ts';
import type { Attached, AttachedDocument, Digest } from '../model/image.ts';
import type { Descriptor, ImageManifest, Manifest } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-type.ts';
import { checkAborted } from './files.ts';

/** Where a source keeps manifests that refer to others, and how they are read: verified. */
export interface AttachedStore {
  /** What refers to the image, by descriptors that may be of any kind of artifact. */
  referrers(signal?: AbortSignal): Promise<readonly Descriptor[]>;
  manifest(descriptor: Descriptor, signal?: AbortSignal): Promise<Manifest>;
  blob(descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
}

/** An image with some signatures and an SBOM or two a format has a dozen. */
const maxManifests = 32;
const maxDocuments = 16;
/** What BuildKit writes of an image of several gigabytes with every file in it. */
const maxDocumentBytes = 32 * 1024 * 1024;

/**
 * Documents of the attestations in the image's own index, then of what refers to it, each once. `image` is the
 * manifest's digest; `attestations` may be other images' too.
 */
export async function findAttached(
  image: Digest,
  attestations: readonly Descriptor[],
  store: AttachedStore,
  signal?: AbortSignal,
): Promise<Attached> {
  const problems: string[] = [];
  const attempt = async <T>(what: string, run: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await run();
    } catch (error) {
      checkAborted(signal);
      if (!(error instanceof ImgscanError)) throw error;
      problems.push(`${what}: ${error.message}`);
      return [];
    }
  };
  const own = attestations.filter((entry) => annotation(entry, 'vnd.docker.reference.digest') === image);
  const others = await attempt(`what is attached to ${image} was not looked at`, () =>
    store.referrers(signal),
  );
  const candidates = [...own, ...others.filter(mayHoldDocument)];
  const layers = new Map<Digest, Descriptor>();
  for (const descriptor of candidates.slice(0, maxManifests)) {
    const found = await attempt(`attachment ${descriptor.digest} of ${image}`, async () => {
      const manifest = await store.manifest(descriptor, signal);
      return manifest.kind === 'image' ? manifest.layers.filter((layer) => isDocument(layer, manifest)) : [];
    });
    for (const layer of found) layers.set(layer.digest, layer);
  }
  const left = Math.max(0, candidates.length - maxManifests) + Math.max(0, layers.size - maxDocuments);
  if (left > 0) problems.push(`${image} has more attached to it than is read: ${left} were passed over`);
  return {
    documents: [...layers.values()].slice(0, maxDocuments).map((layer) => toDocument(layer, store)),
    problems,
  };
}

function toDocument(descriptor: Descriptor, store: AttachedStore): AttachedDocument {
  const { digest, mediaType, sizeBytes } = descriptor;
  return {
    digest,
    mediaType,
    async read(signal) {
      if (sizeBytes <= maxDocumentBytes) return store.blob(descriptor, signal);
      const expected = `expected at most ${maxDocumentBytes} bytes, found ${sizeBytes}`;
      throw new ImgscanError('LIMIT_EXCEEDED', `${digest}: ${expected}`);
    },
  };
}

/** A blob that streams verified, whole: what is longer than its descriptor says ends with an error. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

function annotation({ annotations }: Descriptor, name: string): string | undefined {
  return Object.hasOwn(annotations, name) ? annotations[name] : undefined;
}

/** Names of formats in media types, and of what may hold a document: statements, envelopes, bundles. */
const formats = /spdx|cyclonedx|vnd\.syft|openvex|csaf|\bvex\b/;
const holders = /in-toto|dsse|sigstore\.bundle|docker\.attestation/;
/** What says nothing: the config's type stands in where an artifact names none. */
const anyArtifact: ReadonlySet<string> = new Set(['', mediaTypes.ociConfig, mediaTypes.dockerConfig]);

/** Signatures and provenance cost no request where their descriptor says what they are. */
function mayHoldDocument(descriptor: Descriptor): boolean {
  const { artifactType = '' } = descriptor;
  if (!anyArtifact.has(artifactType) && !formats.test(artifactType) && !holders.test(artifactType))
    return false;
  return saysDocument(descriptor);
}

/** What signing and building tools note of a statement beside it; without a note it is worth a look. */
const predicateNotes = ['in-toto.io/predicate-type', 'predicateType', 'dev.sigstore.bundle.predicateType'];

function saysDocument(descriptor: Descriptor): boolean {
  const noted = predicateNotes.map((name) => annotation(descriptor, name)).find((type) => type !== undefined);
  return noted === undefined || /spdx|cyclonedx|syft|vex|csaf/i.test(noted);
}

/** Only JSON is read. A file that was attached without a type of its own is what the artifact is. */
function isDocument(layer: Descriptor, { artifactType = '' }: ImageManifest): boolean {
  const { mediaType } = layer;
  if (!saysDocument(layer)) return false;
  if (formats.test(mediaType) || holders.test(mediaType)) return /\+(?:json|dsse)$/.test(mediaType);
  return formats.test(artifactType) && artifactType.endsWith('json');
}
