/** Image manifests and indexes, OCI and Docker. https://github.com/opencontainers/image-spec/blob/main/manifest.md */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Digest, Platform } from '../model/image.ts';
import { isDigest } from './digest.ts';
import { decodeJson, objectOf } from './json.ts';
import {
  artifactName,
  bareMediaType,
  isEncryptedLayer,
  isImageConfig,
  isImageLayer,
  type ManifestKind,
  manifestKindOf,
  mediaTypes,
} from './media-type.ts';

/** What registries themselves accept as a manifest. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
export const maxManifestBytes = 4 * 1024 * 1024;
const maxLayers = 1024;
const maxManifests = 1024;

/** A pointer to content: what it is, its digest and its exact length. https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly urls: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  readonly artifactType?: string;
}

export interface ImageManifest {
  readonly kind: 'image';
  readonly mediaType: string;
  readonly config: Descriptor;
  /** Bottom layer first. */
  readonly layers: readonly Descriptor[];
  readonly artifactType?: string;
  /** The manifest that it refers to. */
  readonly subject?: Digest;
}

export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** A manifest that describes no image imgscan can read: Docker schema 1, or the retired OCI artifact manifest. */
export interface OtherManifest {
  readonly kind: 'schema1' | 'artifact';
  readonly mediaType: string;
  readonly artifactType?: string;
}

export type Manifest = ImageManifest | ImageIndex | OtherManifest;

const text = v.string();
const optionalText = v.nullish(v.string());
const digest = v.custom<Digest>(
  (input) => typeof input === 'string' && isDigest(input),
  'a sha256 or sha512 digest',
);
const sizeBytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const platformSchema = v.object({
  os: v.nullish(text, ''),
  architecture: v.nullish(text, ''),
  variant: optionalText,
  'os.version': optionalText,
});

const descriptorSchema = v.pipe(
  v.object({
    mediaType: v.nullish(text, ''),
    digest,
    size: sizeBytes,
    urls: v.nullish(v.array(text), []),
    annotations: v.nullish(v.record(text, v.nullish(text, '')), {}),
    platform: v.nullish(platformSchema),
    artifactType: optionalText,
  }),
  v.transform((raw): Descriptor => {
    const { platform, artifactType } = raw;
    return {
      mediaType: bareMediaType(raw.mediaType),
      digest: raw.digest,
      sizeBytes: raw.size,
      urls: raw.urls,
      annotations: raw.annotations,
      ...(platform == null ? {} : { platform: toPlatform(platform) }),
      ...(artifactType == null ? {} : { artifactType }),
    };
  }),
);

const headSchema = objectOf({
  schemaVersion: v.nullish(v.number()),
  mediaType: optionalText,
  artifactType: optionalText,
  config: v.optional(v.unknown()),
  layers: v.optional(v.unknown()),
  manifests: v.optional(v.unknown()),
  fsLayers: v.optional(v.unknown()),
});

const imageSchema = v.object({
  subject: v.fallback(v.nullish(v.object({ digest })), undefined),
  config: descriptorSchema,
  layers: v.pipe(v.nullish(v.array(descriptorSchema), []), v.maxLength(maxLayers)),
});

const indexSchema = v.object({
  manifests: v.pipe(v.nullish(v.array(descriptorSchema), []), v.maxLength(maxManifests)),
});

/**
 * Decodes a manifest of any kind. `mediaType` is what the registry or descriptor called it; the document's own
 * field wins, and two that name different kinds are refused, as is a document that could be read as both
 * (CVE-2021-41190). Throws MANIFEST_INVALID, or LIMIT_EXCEEDED past 4 MiB; `subject` names it in errors.
 */
export function decodeManifest(bytes: Uint8Array, mediaType: string, subject = 'manifest'): Manifest {
  const head = decodeJson(headSchema, bytes, subject, maxManifestBytes);
  const announced = bareMediaType(mediaType);
  const declared = bareMediaType(head.mediaType ?? '');
  const kind = manifestKind(head, announced, declared, subject);
  const artifactType = head.artifactType == null ? {} : { artifactType: head.artifactType };
  const nameOf = (fallback: string) =>
    manifestKindOf(declared) === kind ? declared : manifestKindOf(announced) === kind ? announced : fallback;
  switch (kind) {
    case 'image': {
      const { subject: of, config, layers } = decodeJson(imageSchema, bytes, subject, maxManifestBytes);
      return {
        kind,
        mediaType: nameOf(mediaTypes.ociManifest),
        config,
        layers,
        ...artifactType,
        ...(of == null ? {} : { subject: of.digest }),
      };
    }
    case 'index': {
      const { manifests } = decodeJson(indexSchema, bytes, subject, maxManifestBytes);
      return { kind, mediaType: nameOf(mediaTypes.ociIndex), manifests };
    }
    case 'schema1':
      return { kind, mediaType: nameOf(mediaTypes.dockerSchema1) };
    case 'artifact':
      return { kind, mediaType: mediaTypes.ociArtifact, ...artifactType };
  }
}

function manifestKind(
  head: v.InferOutput<typeof headSchema>,
  announced: string,
  declared: string,
  subject: string,
): ManifestKind {
  const hasImage = head.config != null || head.layers != null;
  if (head.manifests != null && (hasImage || head.fsLayers != null)) {
    throw ambiguous(subject, 'both manifests and layers');
  }
  const named = [manifestKindOf(declared), manifestKindOf(announced)].filter((kind) => kind !== undefined);
  if (named[1] !== undefined && named[0] !== named[1]) {
    throw ambiguous(subject, `mediaType ${declared} in a document served as ${announced}`);
  }
  if (named[0] !== undefined) return named[0];
  if (head.schemaVersion === 1 || head.fsLayers != null) return 'schema1';
  if (head.manifests != null) return 'index';
  if (hasImage) return 'image';
  throw new ImgscanError(
    'MANIFEST_INVALID',
    `${subject}: expected an image manifest or index, found a JSON document of type ${(
      declared || announced || 'unknown'
    ).slice(0, 200)} with neither layers nor manifests`,
  );
}

function ambiguous(subject: string, found: string): ImgscanError {
  return new ImgscanError(
    'MANIFEST_INVALID',
    `${subject}: expected an image manifest or an index, found ${found}`,
  );
}

/**
 * Gives back a manifest that describes a container image. MEDIA_TYPE_UNSUPPORTED says what it is otherwise:
 * schema 1, a Helm chart, a signature, an SBOM, an encrypted image. An index is the caller's to resolve first.
 */
export function requireImage(manifest: Manifest, subject: string): ImageManifest {
  switch (manifest.kind) {
    case 'schema1':
      throw new ImgscanError('MEDIA_TYPE_UNSUPPORTED', `${subject} is a Docker schema 1 image`, {
        hint: 'schema 1 was retired in 2019; pull and push the image again with a current tool to convert it',
      });
    case 'artifact':
      throw unsupported(subject, [manifest.artifactType ?? '', manifest.mediaType]);
    case 'index':
      throw new ImgscanError('MEDIA_TYPE_UNSUPPORTED', `${subject} is an index, expected an image manifest`);
    case 'image': {
      const { config, layers, artifactType } = manifest;
      if (layers.some((layer) => isEncryptedLayer(layer.mediaType))) {
        throw new ImgscanError('MEDIA_TYPE_UNSUPPORTED', `${subject} is an encrypted image`, {
          hint: 'decrypt it first, for example with skopeo copy --decryption-key',
        });
      }
      // Signatures and attestations carry an ordinary image config; only their layers tell.
      const strange = layers
        .filter((layer) => !isImageLayer(layer.mediaType))
        .map((layer) => layer.mediaType);
      if (!isImageConfig(config.mediaType) || strange.length > 0) {
        throw unsupported(subject, [artifactType ?? '', config.mediaType, ...strange]);
      }
      return manifest;
    }
  }
}

function unsupported(subject: string, candidates: readonly string[]): ImgscanError {
  const known = candidates.map(artifactName).find((name) => name !== undefined);
  const types = [...new Set(candidates.filter((type) => type !== ''))].slice(0, 3).join(', ').slice(0, 300);
  return new ImgscanError(
    'MEDIA_TYPE_UNSUPPORTED',
    `${subject} is ${known ?? 'an artifact'}, not a container image (${types === '' ? 'no media type' : types})`,
    { hint: 'imgscan reads container images: OCI image manifests and Docker schema 2' },
  );
}

function toPlatform(raw: v.InferOutput<typeof platformSchema>): Platform {
  const { os, architecture, variant } = raw;
  const osVersion = raw['os.version'];
  return {
    os,
    architecture,
    ...(variant == null || variant === '' ? {} : { variant }),
    ...(osVersion == null || osVersion === '' ? {} : { osVersion }),
  };
}
