/** SBOMs and what carries them, as tools push them beside an image. */
import type { Digest } from '../../src/model/image.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { describeBytes, jsonBytes } from './image.ts';

export const spdxOf = (purls: readonly string[], name = 'sbom') => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name,
  packages: purls.map((purl, index) => ({
    SPDXID: `SPDXRef-${index}`,
    name: purl,
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  })),
});

export const cycloneDxOf = (purls: readonly string[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: purls.map((purl) => ({ type: 'library', name: purl, purl })),
});

export const statementOf = (
  predicate: unknown,
  image?: Digest,
  predicateType = 'https://spdx.dev/Document',
) => ({
  _type: 'https://in-toto.io/Statement/v0.1',
  predicateType,
  subject: image === undefined ? [] : [{ name: 'image', digest: { sha256: image.slice(7) } }],
  predicate,
});

export const envelopeOf = (statement: unknown) => ({
  payloadType: 'application/vnd.in-toto+json',
  payload: jsonBytes(statement).toString('base64'),
  signatures: [{ sig: 'bm9uZQ==' }],
});

export interface MadeArtifact {
  readonly manifest: Buffer;
  readonly digest: Digest;
  /** The document and the empty config. */
  readonly blobs: readonly Buffer[];
  readonly descriptor: ReturnType<typeof describeBytes>;
}

export interface ArtifactFields {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly subject?: Digest;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config?: Buffer;
  readonly configMediaType?: string;
}

/** A manifest whose one layer is the document. */
export function makeArtifact(document: unknown, fields: ArtifactFields): MadeArtifact {
  const { mediaType, artifactType, subject, annotations, configMediaType } = fields;
  const bytes = Buffer.isBuffer(document) ? document : jsonBytes(document);
  const config = fields.config ?? Buffer.from('{}');
  const manifest = jsonBytes({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    ...(artifactType === undefined ? {} : { artifactType }),
    config: describeBytes(config, configMediaType ?? 'application/vnd.oci.empty.v1+json'),
    layers: [{ ...describeBytes(bytes, mediaType), annotations }],
    ...(subject === undefined
      ? {}
      : { subject: { mediaType: mediaTypes.ociManifest, digest: subject, size: 1 } }),
  });
  const descriptor = describeBytes(manifest, mediaTypes.ociManifest);
  return { manifest, digest: descriptor.digest, blobs: [bytes, config], descriptor };
}
