/** Small images and indexes as a registry serves them; layer contents need not be archives. */
import { gzipSync } from 'node:zlib';
import type { ServedManifest, ServedRepository } from '../../src/demo/registry.ts';
import type { Digest } from '../../src/model/image.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';

export const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export interface RawDescriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

export function describeBytes(bytes: Uint8Array, mediaType: string): RawDescriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

export interface MadeImage {
  readonly manifest: Buffer;
  readonly digest: Digest;
  readonly config: Buffer;
  readonly layers: readonly Buffer[];
  /** As an index lists it. */
  readonly descriptor: RawDescriptor;
}

export interface ImageFields {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly contents?: readonly (string | Buffer)[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly configMediaType?: string;
  readonly layerMediaType?: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

export function makeImage(fields: ImageFields = {}): MadeImage {
  const { os = 'linux', architecture = 'amd64', variant, contents = ['one layer'] } = fields;
  const layerMediaType = fields.layerMediaType ?? 'application/vnd.oci.image.layer.v1.tar+gzip';
  const tars = contents.map((content) => Buffer.from(content));
  const layers = tars.map((tar) => gzipSync(tar));
  const config = jsonBytes({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    ...fields.config,
  });
  const manifest = jsonBytes({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: describeBytes(config, fields.configMediaType ?? mediaTypes.ociConfig),
    layers: layers.map((layer) => describeBytes(layer, layerMediaType)),
    ...fields.manifest,
  });
  const descriptor = describeBytes(manifest, mediaTypes.ociManifest);
  return { manifest, digest: descriptor.digest, config, layers, descriptor };
}

export function makeIndex(manifests: readonly unknown[]): Buffer {
  return jsonBytes({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
}

/** A repository with the image under `latest`, and whatever else is given. */
export function serveImage(
  image: MadeImage,
  repository = 'app',
  more: readonly ServedManifest[] = [],
): ServedRepository {
  const own = { mediaType: mediaTypes.ociManifest, bytes: image.manifest, tags: ['latest'] };
  return { repository, manifests: [own, ...more], blobs: [image.config, ...image.layers] };
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
