/** The step that every source with manifests shares: from a chosen manifest and its config to an Image. */
import type { Attached, Digest, Image, Reference } from '../model/image.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { SelectedImage } from '../oci/select.ts';

export interface ImageOrigin {
  /** What the user asked for, printable. */
  readonly name: string;
  readonly reference?: Reference;
  /** A layer's stored bytes, checked against the descriptor while they stream. */
  readonly openLayer: (descriptor: Descriptor, signal?: AbortSignal) => AsyncIterable<Uint8Array>;
  /** As the Image's own, by the manifest's digest. */
  readonly findAttached: (image: Digest, signal?: AbortSignal) => Promise<Attached>;
}

/** Nothing of a layer is read before it is iterated. */
export function imageFromManifest(selected: SelectedImage, origin: ImageOrigin): Image {
  const { descriptor, manifest, decoded } = selected;
  const { name, reference, openLayer, findAttached } = origin;
  return {
    name,
    ...(reference === undefined ? {} : { reference }),
    digest: descriptor.digest,
    mediaType: manifest.mediaType,
    platform: decoded.platform,
    config: decoded.config,
    layers: manifest.layers.map((layer, index) => {
      const diffId = decoded.diffIds[index];
      return {
        digest: layer.digest,
        ...(diffId === undefined ? {} : { diffId }),
        mediaType: layer.mediaType,
        compressedBytes: layer.sizeBytes,
        open: (signal) => openLayer(layer, signal),
      };
    }),
    findAttached: (signal) => findAttached(descriptor.digest, signal),
  };
}
